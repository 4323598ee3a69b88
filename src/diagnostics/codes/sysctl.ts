/** Codes of what is wrong with a file for sysctl(8): a closed list with one-line summaries. */
export const sysctlReadCodes = {
  'sysctl-too-large': 'the file is larger than any file of settings',
  'sysctl-not-text': 'the file holds bytes that no file of settings has',
  'sysctl-line': 'a line that sets nothing',
  'sysctl-overruled': 'a setting that some programs let a later pattern overrule and others do not',
} as const

export type SysctlReadCode = keyof typeof sysctlReadCodes
