// `gradsheet/messages`: errors and terms in the languages we speak.
export { errorText } from './messages/errors.ts';
export { languageOf, languages, type Language } from './messages/language.ts';
