import { compared, comparedResult } from './compared';
import { injectedGateways, injectionDecision, podTemplateOf } from '../../../src/model/injected';
import { sidecars } from '../../../src/model/sidecar';
import { isThere, pairs, refused, refusedCase, skipped, suiteCase } from '../../support/injection-suite';

const known = isThere ? describe : describe.skip;

known('pods after the injector', () => {
  test.each(pairs)('%s', (name) => {
    const { before, after, context } = suiteCase(name);
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

  skipped.forEach(({ name, why }) => test.skip(`${name}: ${why}`, () => undefined));

  test.each(refused)('%s is refused', (file) => {
    const { before, context } = refusedCase(file);
    const drafts = sidecars(context);
    expect(drafts.map(({ declaredBy }) => declaredBy)).toEqual(before);
    expect(drafts.map(({ state }) => state)).toContain('refused');
    expect(drafts.flatMap(({ refusals }) => refusals.map(({ code }) => code))).toContain('annotation-rejected');
  });
});
