import { gateways } from './gateways';

gateways().synth();
