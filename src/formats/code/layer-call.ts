import { GradsheetError } from '../../errors.ts';
import type { Layer } from '../../nn/layer.ts';
import { layerFrom } from '../../nn/layer-classes.ts';

export type LayerOptions = Readonly<Record<string, unknown>>;

/** The options of a layer as a person writes a call: `Dense(5, activation='relu')`. */
export interface LayerCall {
  /** Those that the layer cannot be made without, in their order: `units`. */
  readonly needed: LayerOptions;
  /** Those that are not the default: `activation`. */
  readonly changed: LayerOptions;
}

/** Every layer has them; a program that is written gives the names itself, and shapes come from the input. */
const common = ['name', 'inputShape', 'trainable'];

/** Nothing is known of any class here: a layer that can be made without an option says what its default is. */
export function layerCall({ className, options }: Pick<Layer, 'className' | 'options'>): LayerCall {
  const needed: [string, unknown][] = [];
  const changed: [string, unknown][] = [];
  for (const [key, value] of Object.entries(options)) {
    if (common.includes(key)) continue;
    const usual = withoutOption({ className, options }, key);
    if (usual === null) needed.push([key, value]);
    else if (JSON.stringify(usual[key]) !== JSON.stringify(value)) changed.push([key, value]);
  }
  return { needed: Object.fromEntries(needed), changed: Object.fromEntries(changed) };
}

/** The options of the layer made without one of them; null: it cannot be made. */
function withoutOption({ className, options }: Pick<Layer, 'className' | 'options'>, key: string): LayerOptions | null {
  const others = Object.fromEntries(Object.entries(options).filter(([k]) => k !== key));
  try {
    return { ...layerFrom({ className, options: others }).options };
  } catch (error) {
    if (error instanceof GradsheetError) return null;
    throw error;
  }
}
