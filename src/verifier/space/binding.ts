/**
 * Which of a packet's two destinations and sources it bears at the moment: the one it came with, or the one that a
 * translation gave it. Address and port change together; where a translation keeps one of them, both are equal.
 */
export interface Binding {
  readonly destination: 'original' | 'translated'
  readonly source: 'original' | 'translated'
  /** At egress the device that sends has forgotten by which one the packet came in (`nf_hook_egress`). */
  readonly forgetsInput?: boolean
}

export const untranslated: Binding = { destination: 'original', source: 'original' }

export const bindingKey = ({ destination, source, forgetsInput = false }: Binding): string =>
  `${destination} ${source}${forgetsInput ? ' at egress' : ''}`

/** The blocks that hold what a packet bears now. */
export const destinationBlocks = ({ destination }: Binding) =>
  destination === 'original'
    ? { address: 'destination', port: 'destination port', type: 'type', facing: 'facing' }
    : {
        address: 'translated destination',
        port: 'translated destination port',
        type: 'translated type',
        facing: 'translated facing',
      }

export const sourceBlocks = ({ source }: Binding) =>
  source === 'original'
    ? { address: 'source', port: 'source port' }
    : { address: 'translated source', port: 'translated source port' }
