import type { JSX } from "preact";
import { user } from "../link/can.ts";
import { client, service } from "../link/link.ts";
import { Choice } from "../parts/choice.tsx";
import { chooseLanguage, language } from "../texts/language.ts";
import { frameTexts } from "./frame_texts.ts";
import { menuTexts } from "./menu_texts.ts";
import { showShortcuts } from "./shortcuts.tsx";
import { chooseTheme, theme } from "./theme.ts";

/** Shows the items of the menu: identity, language, theme, shortcuts, documents, the logout. */
export function MenuItems(): JSX.Element {
  const text = menuTexts();
  return (
    <>
      <Identity />
      <Choice
        label={text.language}
        options={[["en", "English"], ["ko", "한국어"]]}
        value={language.value}
        onChange={chooseLanguage}
      />
      <Choice
        label={text.theme}
        options={[["system", text.system], ["light", text.light], ["dark", text.dark]]}
        value={theme.value}
        onChange={chooseTheme}
      />
      <button class="plain" type="button" onClick={showShortcuts}>{text.shortcuts}</button>
      <a href={new URL("docs", service).href}>{text.documents}</a>
      <SignOut />
    </>
  );
}

function Identity(): JSX.Element {
  const text = menuTexts();
  const { name, role } = user.value;
  return <p class="meta">{name === null ? text.noLogin : text.role(frameTexts()[role])}</p>;
}

/** Shows the form that ends the login; nothing without a login. */
function SignOut(): JSX.Element | null {
  if (client.value === undefined || user.value.name === null) return null;
  return (
    <form method="post" action={new URL("logout", service).href}>
      <button class="plain" type="submit">{menuTexts().signOut}</button>
    </form>
  );
}
