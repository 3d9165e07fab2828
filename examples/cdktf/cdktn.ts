// The same as main.ts, for cdktn: other imports, and an output in the place of a resource, since there is no prebuilt provider.
import { App, TerraformOutput } from 'cdktn'
import type { Construct } from 'constructs'
import { NatsStack } from 'natsmith/cdktn'
import { site } from './site'

class Example extends NatsStack {
  constructor(scope: Construct, id: string) {
    super(scope, id)
    const nats1 = site(this).artifacts('nats1')
    new TerraformOutput(this, 'trust', { value: nats1.client.ca.content })
    new TerraformOutput(this, 'conf_of_nats1', { value: nats1.conf.file })
  }
}

const app = new App()
new Example(app, 'example')
app.synth()
