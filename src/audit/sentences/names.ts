import type { Language } from '../../messages/language.ts';
import { colourOf, type Colour } from '../../messages/labels.ts';
import { term, type TermName } from '../../messages/glossary.ts';
import { labelRoles, roles, type FindingClass, type Role, type Severity } from '../report.ts';

type Name = TermName | { readonly en: string; readonly 'zh-TW': string };
const named = (name: Name, language: Language): string =>
  typeof name === 'string' ? term(name, language) : name[language];

/** Roles that are not called as the value in a program of ours is. */
const ownNames = {
  data: { en: 'data', 'zh-TW': '資料' },
  target: { en: 'target', 'zh-TW': '目標' },
  setting: { en: 'setting', 'zh-TW': '設定' },
  'next-block': { en: 'next block', 'zh-TW': '下一個區塊' },
} as const satisfies Partial<Readonly<Record<Role, Name>>>;
const hasOwnName = (role: Role): role is keyof typeof ownNames => Object.hasOwn(ownNames, role);

/** `roleName('learning-rate', 'zh-TW')` → `'學習率'` */
export const roleName = (role: Role, language: Language): string =>
  named(hasOwnName(role) ? ownNames[role] : labelRoles[role], language);

/** The colour of a role, in the workbook and in the Studio: that of the same value in a program of ours. */
export const colourOfRole = Object.fromEntries(
  roles.map((role) => [role, colourOf({ role: labelRoles[role], axes: [] })]),
) as Readonly<Record<Role, Colour>>; // one for each

const severities: Readonly<Record<Severity, Name>> = {
  error: { en: 'Error', 'zh-TW': '錯誤' },
  warning: { en: 'Warning', 'zh-TW': '警告' },
  note: { en: 'Note', 'zh-TW': '附註' },
};
export const severityName = (severity: Severity, language: Language): string => named(severities[severity], language);

/** A sign for each, so that colour is never alone. */
export const glyphs: Readonly<Record<Severity, string>> = { error: '✗', warning: '!', note: 'i' };

const classes: Readonly<Record<FindingClass, Name>> = {
  'misaligned-reference': { en: 'misaligned reference', 'zh-TW': '參照沒有對齊' },
  'blank-reference': { en: 'reference to a blank cell', 'zh-TW': '讀到空白儲存格' },
  'wrong-slope': { en: 'slope of another unit', 'zh-TW': '用了別的神經元的斜率' },
  'pre-activation': { en: 'weighted sum used instead of the activation', 'zh-TW': '該用輸出值卻用加權總和' },
  'wrong-weight': { en: 'wrong weight', 'zh-TW': '用錯權重' },
  offset: { en: 'shifted row or step', 'zh-TW': '列或步錯位' },
  'missing-parentheses': { en: 'missing parentheses', 'zh-TW': '少了括號' },
  'wrong-operator': { en: 'wrong operator', 'zh-TW': '用錯運算符號' },
  'wrong-operand': { en: 'wrong operand', 'zh-TW': '讀錯儲存格' },
  'shifted-fill': { en: 'shifted fill', 'zh-TW': '填入別處的公式' },
  'drifting-anchor': { en: 'reference that is not fixed', 'zh-TW': '參照沒有固定' },
  'missing-factor': { en: 'missing factor of the derivative', 'zh-TW': '導數少乘一項' },
  'pasted-constant': { en: 'number instead of a formula', 'zh-TW': '數字蓋掉公式' },
  'stale-weights': { en: 'weights of another step', 'zh-TW': '用了別步的權重' },
  'mislabelled-metric': { en: 'label and formula differ', 'zh-TW': '標籤和公式不符' },
  'shape-mismatch': { en: 'shapes do not match', 'zh-TW': '範圍的形狀不合' },
  circular: { en: 'circular reference', 'zh-TW': '循環參照' },
  unexplained: { en: 'does not match the derivative', 'zh-TW': '不符合導數' },
  'error-value': { en: 'error value', 'zh-TW': '錯誤值' },
  'text-number': { en: 'number stored as text', 'zh-TW': '存成文字的數字' },
  'unsupported-function': { en: 'unsupported function', 'zh-TW': '不支援的函數' },
  'missing-sheet': { en: 'missing sheet', 'zh-TW': '找不到工作表' },
  'external-link': { en: 'link to another file', 'zh-TW': '連到別的檔案' },
  'unreadable-formula': { en: 'unreadable formula', 'zh-TW': '無法解讀的公式' },
  'learning-rate-above-limit': { en: 'learning rate above the limit', 'zh-TW': '學習率超過上限' },
  'loss-rising': { en: 'rising loss', 'zh-TW': '損失上升' },
  'unscaled-input': { en: 'features of unequal size', 'zh-TW': '特徵大小懸殊' },
  'saturated-unit': { en: 'saturated unit', 'zh-TW': '飽和的神經元' },
  'dead-unit': { en: 'dead unit', 'zh-TW': '死掉的神經元' },
  'test-rows-in-average': { en: 'test rows in an average', 'zh-TW': '測試列算進平均' },
  convention: { en: 'choice of notation', 'zh-TW': '寫法慣例' },
  'no-training': { en: 'no training', 'zh-TW': '沒有訓練' },
};
/** `className('offset', 'en')` → `'shifted row or step'` */
export const className = (of: FindingClass, language: Language): string => named(classes[of], language);
