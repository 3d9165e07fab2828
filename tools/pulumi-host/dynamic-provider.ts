// pulumi-resource-pulumi-nodejs: the plugin of dynamic resources, which is part of the SDK; only its launcher is not.
import { createRequire } from 'node:module'
import { endWithParent, inSdk } from './plugin'

endWithParent()
createRequire(__filename)(inSdk(process.cwd(), 'cmd/dynamic-provider'))
