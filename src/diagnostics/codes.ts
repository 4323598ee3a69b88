/** Every code there is: a closed list; each has a section in docs/diagnostics.md with an example that is run. */
export type DiagnosticCode = string
