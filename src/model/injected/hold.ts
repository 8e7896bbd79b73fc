import type { TemplateInput } from './template-input';
import { type Effective, known } from '../origin';
import { chartValue } from '../rendering/installation';

/** Whether the application waits for its sidecar: one of the two places to set it is enough (webhook.go reorderPod). */
export function holdsApplication({ context, proxyConfig }: TemplateInput): Effective<boolean> {
  const ofConfig = proxyConfig.template('holdApplicationUntilProxyStarts');
  const ofValues = chartValue(context, '/global/proxy/holdApplicationUntilProxyStarts');
  if (ofValues.value === true) { return known(true, ofValues.origin); }
  return ofConfig.known ? known(ofConfig.value === true, ofConfig.origin) : ofConfig;
}
