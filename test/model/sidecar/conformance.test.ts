import { compared, comparedResult } from './compared';
import { injectedGateways, injectionDecision, podTemplateOf } from '../../../src/model/injected';
import { sidecars } from '../../../src/model/sidecar';
import { injectionSuites } from '../../support/injection-suite';

if (injectionSuites.length === 0) { test.skip('pods after the injector are compared where the cases are', () => undefined); }

// loops: jest takes no `each` of nothing
for (const suite of injectionSuites) {
  describe(`pods after the injector of Istio ${suite.version}`, () => {
    for (const name of suite.pairs) {
      test(`${name}`, () => {
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
    }

    for (const { name, why } of suite.skipped) { test.skip(`${name}: ${why}`, () => undefined); }

    for (const file of suite.refused) {
      test(`${file} is refused`, () => {
        const { before, context } = suite.refusedCase(file);
        const drafts = sidecars(context);
        expect(drafts.map(({ declaredBy }) => declaredBy)).toEqual(before);
        expect(drafts.map(({ state }) => state)).toContain('refused');
        expect(drafts.flatMap(({ refusals }) => refusals.map(({ code }) => code))).toContain('annotation-rejected');
      });
    }
  });
}
