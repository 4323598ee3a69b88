/** What a stretch of text is, for those who see colours. */
export type Role = 'error' | 'warning' | 'note' | 'strong' | 'gutter' | 'caret' | 'help' | 'fine'

/** Gives a text the colour of its role, or leaves it as it is. */
export type Paint = (role: Role, text: string) => string

/** SGR parameters of ECMA-48: bold, and the eight colours that every terminal has. */
const parameters: Readonly<Record<Role, string>> = {
  error: '1;31',
  warning: '1;33',
  note: '1;36',
  strong: '1',
  gutter: '34',
  caret: '1;31',
  help: '36',
  fine: '32',
}

export const painter = (color: boolean): Paint =>
  color ? (role, text) => `\u001b[${parameters[role]}m${text}\u001b[0m` : (_, text) => text
