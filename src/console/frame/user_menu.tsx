import type { JSX } from "preact";
import { client, service } from "../link/link.ts";
import { user } from "../link/can.ts";
import { chooseLanguage, language } from "../texts/language.ts";
import { Choice } from "../parts/choice.tsx";
import { frameTexts } from "./frame_texts.ts";
import { showShortcuts } from "./shortcuts.tsx";
import { chooseTheme, theme } from "./theme.ts";

/** Shows the menu of the user: identity, language, theme, shortcuts, documents. */
export function UserMenu(): JSX.Element {
  const text = frameTexts();
  const name = user.value?.name ?? text.menu;
  return (
    <>
      <button class="plain" type="button" popovertarget="user-menu">
        {name} <span aria-hidden="true">▾</span>
      </button>
      <div class="menu" id="user-menu" popover="auto">
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
      </div>
    </>
  );
}

function Identity(): JSX.Element | null {
  const text = frameTexts();
  const known = user.value;
  if (known === undefined) return null;
  return <p class="meta">{known.name === null ? text.noLogin : text.role(text[known.role])}</p>;
}

/** Shows the form that ends the login; nothing without a login. */
function SignOut(): JSX.Element | null {
  if (client.value === undefined || user.value?.name === null) return null;
  return (
    <form method="post" action={new URL("logout", service).href}>
      <button class="plain" type="submit">{frameTexts().signOut}</button>
    </form>
  );
}
