import type { PodTemplate } from './pod-template';
import { annotation, type TemplateInput } from './template-input';
import { valueFor } from '../../platform/values';
import type { ModelContext } from '../draft';
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

/** @param annotated the pods, where their annotations count: those of sidecars */
export function readinessProbe(context: ModelContext, annotated?: PodTemplate): Part {
  const numbers = Object.fromEntries(READINESS.map(({ field, value }) => [field, sourced(readinessNumber(context, field, value, annotated))]));
  return { httpGet: HANDLER, ...numbers, timeoutSeconds: 3 };
}

function readinessNumber(context: ModelContext, field: ReadinessField, value: string, annotated: PodTemplate | undefined): Effective<number> {
  const own = annotated && annotation(annotated, `readiness.status.sidecar.istio.io/${field}`);
  if (own) { return /^[0-9]{1,10}$/.test(own.value) ? known(Number(own.value), own.origin) : unknown(`annotation of ${field} is not a number`); }
  const given = chartValue(context, `/global/proxy/${value}`);
  if (typeof given.value === 'number') { return known(given.value, given.origin); }
  const defaults = valueFor(context.facts.platform, 'readiness');
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
