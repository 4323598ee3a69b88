/** Our reader refuses what the kernel took. */
export class Refusal extends Error {}
