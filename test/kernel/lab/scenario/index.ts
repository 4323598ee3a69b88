/** What is sent: a catalogue of packets as data, each of a class from which its fate follows. */
export * from './case.ts'
export { catalogue } from './catalogue.ts'
export * from './frames.ts'
