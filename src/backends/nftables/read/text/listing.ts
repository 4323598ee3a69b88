/** What begins a line of a file that somebody wrote, and of no listing; `add @set` is a statement, not a command. */
const commands =
  /^[ \t]*(?:add|create|insert|replace|delete|destroy|flush|rename|reset|define|redefine|undefine|include)\b(?!\s*@)/m

/** Whether `nft list ruleset` may have printed this text: it has tables, and no command. */
export const mayBeListing = (text: string): boolean => !commands.test(text)
