import type { KernelSetting } from '../../ruleset/index.ts'

/** A file for sysctl.d(5), the reasons as comments before runs of settings that share one. */
export const sysctlText = (header: readonly string[], settings: readonly KernelSetting[]): string =>
  [
    ...header.map((line) => `# ${line}`),
    ...settings.flatMap(({ key, value, why }, index) => [
      ...(settings[index - 1]?.why === why ? [] : ['', `# ${why}`]),
      `${key} = ${value}`,
    ]),
    '',
  ].join('\n')
