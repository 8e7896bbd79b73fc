import { compared, comparedResult } from './compared';
import { injectedGateways, injectionDecision, podTemplateOf } from '../../../src/model/injected';
import { sidecars } from '../../../src/model/sidecar';
import { injectionSuites } from '../../support/injection-suite';

if (injectionSuites.length === 0) { describe.skip('pods after the injector: no cases', () => { it('are compared where the cases are', () => undefined); }); }

describe.each(injectionSuites.map((suite) => [suite.version, suite] as const))('pods after the injector of Istio %s', (_, suite) => {
  test.each(suite.pairs)('%s', (name) => {
    const { before, after, context } = suite.pair(name);
    expect(after).toHaveLength(before.length);
    const drafts = [...injectedGateways(context), ...sidecars(context)];
    before.forEach((manifest, at) => {
      const decision = injectionDecision(podTemplateOf(manifest)!, context);
      const injected = JSON.stringify(after[at].object).includes('"sidecar.istio.io/status"');
      expect({ known: decision.injected.known, injected: decision.injected.value }).toEqual({ known: true, injected });
      const draft = drafts.find(({ declaredBy }) => declaredBy === manifest);
      if (!injected) {
        expect(draft?.state ?? 'not-injected').toBe('not-injected');
        return;
      }
      expect(draft?.refusals.filter(({ code }) => code !== 'gateway-template-missing')).toEqual([]);
      expect(draft?.state).toBe('runs');
      expect(compared(draft!.workload.object, draft!.template)).toEqual(comparedResult(after[at]));
    });
  });

  suite.skipped.forEach(({ name, why }) => test.skip(`${name}: ${why}`, () => undefined));

  test.each(suite.refused)('%s is refused', (file) => {
    const { before, context } = suite.refusedCase(file);
    const drafts = sidecars(context);
    expect(drafts.map(({ declaredBy }) => declaredBy)).toEqual(before);
    expect(drafts.map(({ state }) => state)).toContain('refused');
    expect(drafts.flatMap(({ refusals }) => refusals.map(({ code }) => code))).toContain('annotation-rejected');
  });
});
