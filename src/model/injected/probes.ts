import { annotation, type TemplateInput } from './template-input';
import { valueFor } from '../../platform/values';
import { type Effective, known, unknown } from '../origin';
import { member } from '../read';
import { chartValue, isTruthy } from '../rendering/installation';
import { type Part, sourced } from '../rendering/sourced';

/** The agent answers the kubelet here. */
const HANDLER = { path: '/healthz/ready', port: 15021 };

type ReadinessField = 'initialDelaySeconds' | 'periodSeconds' | 'failureThreshold';

const READINESS: readonly { readonly field: ReadinessField; readonly value: string }[] = [
  { field: 'initialDelaySeconds', value: 'readinessInitialDelaySeconds' },
  { field: 'periodSeconds', value: 'readinessPeriodSeconds' },
  { field: 'failureThreshold', value: 'readinessFailureThreshold' },
];

/** @param annotated sidecars also read annotations of the pod */
export function readinessProbe(input: TemplateInput, annotated: boolean): Part {
  const numbers = Object.fromEntries(READINESS.map(({ field, value }) => [field, sourced(readinessNumber(input, field, value, annotated))]));
  return { httpGet: HANDLER, ...numbers, timeoutSeconds: 3 };
}

function readinessNumber(input: TemplateInput, field: ReadinessField, value: string, annotated: boolean): Effective<number> {
  const own = annotated ? annotation(input.pods, `readiness.status.sidecar.istio.io/${field}`) : undefined;
  if (own) { return /^[0-9]{1,10}$/.test(own.value) ? known(Number(own.value), own.origin) : unknown(`annotation of ${field} is not a number`); }
  const given = chartValue(input.context, `/global/proxy/${value}`);
  if (typeof given.value === 'number') { return known(given.value, given.origin); }
  const defaults = valueFor(input.context.facts.platform, 'readiness');
  return defaults.known
    ? known(member(defaults.value, field) as number, { kind: 'default', of: 'Istio', source: defaults.source })
    : unknown(defaults.why);
}

/** It gives the proxy ten minutes, and what waits for a native sidecar with it. */
export function startupProbe({ context }: TemplateInput): Part {
  if (!isTruthy(chartValue(context, '/global/proxy/startupProbe/enabled').value)) { return undefined; }
  return {
    httpGet: HANDLER,
    initialDelaySeconds: 0,
    periodSeconds: 1,
    timeoutSeconds: 3,
    failureThreshold: sourced(chartValue(context, '/global/proxy/startupProbe/failureThreshold')),
  };
}
