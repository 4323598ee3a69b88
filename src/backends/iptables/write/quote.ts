/**
 * One argument of a line of iptables-restore: characters that its tokenizer takes apart stand in double quotes, with
 * a backslash before `"` and `\` (iptables/xshared.c, add_param_to_argv).
 */
export const quote = (argument: string): string =>
  /^[A-Za-z0-9_.:,/+@!>&=-]+$/.test(argument)
    ? argument
    : `"${argument.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`
