// Finds options that are set past natsmith's own props.
import type { BuiltInRule } from '../model/rule'

export const confOverride: BuiltInRule = {
  code: 'conf-override',
  severity: 'warning',
  title: 'options are set with props, not with addConfOverride',
  why: 'No rule, and no renderer, knows what an override means: it can undo anything that natsmith has checked.',
  change: 'use the prop for it, if there is one; else acknowledge, with the reason',
  source: 'natsmith',
  example: 'addConfOverride: sets "lame_duck_duration"',
  check: ({ model }) =>
    model.clusters.flatMap((cluster) =>
      cluster.overrides.map(({ path, conf }) => ({
        path,
        message: `addConfOverride: sets ${JSON.stringify(conf.join('.'))}`,
        change: 'use the prop for it, if there is one; else acknowledge, with the reason',
      })),
    ),
}
