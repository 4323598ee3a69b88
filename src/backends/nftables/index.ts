/** nft text and nft JSON, by way of libnftables-json. */
export * from './read/index.ts'
export { itemOffsets } from './read/json/positions.ts'
export { documentOf } from './write/document.ts'
export { fillNftJson, nftJsonText } from './write/json.ts'
export { nftText } from './write/text.ts'
