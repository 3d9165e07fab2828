// `npm run pulumi -- up`: the pulumi command line, with a complete installation on PATH or natsmith's own plugins. In: arguments
// of pulumi, and Pulumi.yaml in the working directory. Out: its exit code.
import { spawnSync } from 'node:child_process'

import { ensure } from './install'
import { pulumiEnvironment } from './pulumi-host/environment'

ensure(['pulumi'])
const { status } = spawnSync('pulumi', process.argv.slice(2), { env: pulumiEnvironment(), stdio: 'inherit' })
process.exitCode = status ?? 1
