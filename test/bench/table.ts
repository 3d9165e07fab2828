// What was measured, for people and for programs. In: results. Out: a table in Markdown, or JSON.

export interface Result {
  readonly what: string
  /** What `work` is held against: a floor or a peer in the same run, or what it may be at most. */
  readonly against: string
  readonly work: string
  readonly floor: string
  /** Of the work and what it is held against, or what else is to be small. */
  readonly got: number
  /** What it must reach; undefined for what is only told. */
  readonly most: number | undefined
}

const HEAD = ['What', 'Against', 'Work', 'Floor', 'Got', 'Must']

export const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export const head = (): string => `${line(HEAD)}\n${line(HEAD.map(() => '---'))}`

export const row = ({ what, against, work, floor, got, most }: Result): string =>
  line([what, against, work, floor, figure(got), most === undefined ? '' : `≤ ${figure(most)}`])

/** Three digits. */
export const figure = (value: number): string => String(Number(value.toPrecision(3)))

export const seconds = (milliseconds: number): string => `${figure(milliseconds / 1000)} s`
