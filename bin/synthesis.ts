// In: a session that has begun. Out: its key store and its record, and a synthesis of them. Apart from the session, because commands
// that find nothing to do come without it, and it is most of natsmith.
import type { IssueMode, Synthesis } from '../lib/synth'
import { synthesizeResolved } from '../lib/synth'
import type { Secret } from '../lib/values/secret'
import { unblocked as refuseObstacles } from '../lib/workspace/obstacles'
import { openKeys, type Complete, type SecretsWanted } from '../lib/workspace/workspace'
import { systemRandom } from '../lib/x509/random'
import { activity } from './print'
import { callProgram } from './program'
import { beginSession, type Begun, type CommonFlags, type Session } from './session'

/** Loads the program and opens its record and key store; writes nothing. */
export const openSession = async (
  name: string | undefined,
  flags: CommonFlags,
  secrets: SecretsWanted = 'needed',
): Promise<Session> => withKeys(await beginSession(name, flags), secrets)

export const withKeys = (begun: Begun, secrets: SecretsWanted = 'needed'): Session => ({
  ...begun,
  ...openKeys(begun, secrets),
})

/** What a command is for: a `preview` issues what nobody keeps. */
export type Purpose = IssueMode | 'preview'

/** Beside what everybody can do. */
export interface Asked {
  readonly given?: ReadonlyMap<string, Secret>
  readonly replaceLost?: boolean
  readonly rotate?: ReadonlySet<string>
}

/** Synthesizes in memory; what it issues is in the result and nowhere else until it is committed. */
export function synthesizeSession(session: Session, purpose: Purpose, asked: Asked = {}): Synthesis {
  const { resolved, store, record, now } = session
  const tree = resolved()
  return activity('synthesizing', (progress) =>
    callProgram(session.programFile, () =>
      synthesizeResolved(tree, {
        store,
        record,
        now,
        random: systemRandom(),
        mode: purpose === 'stored' ? 'stored' : 'issue',
        // Hashes that nobody keeps need not be slow.
        ...(purpose === 'preview' && { bcryptCost: 4 }),
        progress,
        ...asked,
      }),
    ),
  )
}

/** Throws FindingsError with every finding that blocks, else with every document that cannot be had. */
export const unblocked = ({ name, next }: Session, synthesis: Synthesis): Complete =>
  refuseObstacles(name, next, synthesis)
