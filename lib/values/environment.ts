// The variables by which natsmith gets an age identity. In: an environment. Out: one for the programs that natsmith starts, none
// of which needs to know who opened the key store.

export const IDENTITY = 'NATSMITH_AGE_KEY'
export const IDENTITY_FILE = 'NATSMITH_AGE_KEY_FILE'

export type Environment = Readonly<Record<string, string | undefined>>

export const withoutIdentity = (environment: Environment): Environment => ({
  ...environment,
  [IDENTITY]: undefined,
  [IDENTITY_FILE]: undefined,
})
