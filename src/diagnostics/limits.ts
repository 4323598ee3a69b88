/** A policy can be wrong in thousands of places; a person reads the first ones. JSON and SARIF carry them all. */
export const SHOWN_MAX = 50

/** Columns of a source line that a code frame shows; a longer line is shown around the place in question. */
export const FRAME_COLUMNS_MAX = 120

/** UTF-16 units of a line that are measured at all to find those columns. */
export const FRAME_UNITS_MAX = 4096

/** Characters of a message or help that people are shown: it may quote a key of a megabyte. */
export const MESSAGE_LENGTH_MAX = 600
