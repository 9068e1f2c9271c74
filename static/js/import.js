/** Begins the page for importing a file: how far it has come, which its form cannot say alone. */

import { ChatImport } from "./elements/import.js";

customElements.define("chat-import", ChatImport);
