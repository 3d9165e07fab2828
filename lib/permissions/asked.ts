// In: subjects that somebody asks about. Out: the same, if they can be.
import { NatsmithError, show } from '../values/finding'
import { parseSubject, type Subject } from '../values/subject'

/** A subject that a message can have. @throws NatsmithError `invalid-subject` */
export function messageSubject(text: string): Subject {
  const subject = anySubject(text)
  if (!subject.split('.').some((token) => token === '*' || token === '>')) return subject
  throw new NatsmithError(
    'invalid-subject',
    `${show(text)} has a wildcard, and a message goes to one subject`,
    'name a subject without wildcards, such as orders.created',
  )
}

/** A subject, perhaps with wildcards. @throws NatsmithError `invalid-subject` */
export function anySubject(text: string): Subject {
  try {
    return parseSubject(text)
  } catch (error) {
    const { message, change } = error as { message: string; change: string }
    throw new NatsmithError('invalid-subject', message, change)
  }
}
