// An identity of age for tests, made once by age-keygen, and its recipient.
export const RECIPIENT = 'age148n4u96nl9mgsl967ucsyv420m85k20aw9vjy7t7h7z0khvfgdlq9wj4lh'

/** An environment in which an encrypted key store opens. */
export const identityOf = (): Readonly<Record<string, string>> => ({
  NATSMITH_AGE_KEY: 'AGE-SECRET-KEY-1UG3SAYYFSVQMD956TP9SFMPWZCAK7YTW0AF2RU3SKP7AJ7RLZFNQ02AM8X',
})
