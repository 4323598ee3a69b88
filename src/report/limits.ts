/** How much a page shows; what it leaves out it counts. A page of any ruleset stays below two megabytes. */

/** UTF-16 units of one text: a rule, a comment, a sentence. */
export const TEXT_CHARACTERS_MAX = 600
/** Packets of one guarantee that are told with their whole way. */
export const PACKETS_MAX = 8
/** Lines of one packet's way: the first and the last of them are told. */
export const WAY_LINES_MAX = 40
/** Findings of `lint`, and of those who read the files, each. */
export const FINDINGS_MAX = 60
/** Nodes that no reader understood, of one guarantee. */
export const OPAQUE_MAX = 10
/** Files that were read. */
export const SOURCES_MAX = 40
/** Stops in the picture; of more those at which something ends. */
export const STOPS_MAX = 40
/** Services that the facts name in the picture, and ends in the table of who reaches what. */
export const ENDS_MAX = 24
