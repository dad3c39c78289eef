// The operations of the server, and one field for the token. Nothing is stored: the token lives as long as the page.
"use strict";

const ui = SwaggerUIBundle({
  url: "/docs/openapi.json",
  domNode: document.getElementById("operations"),
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  defaultModelExpandDepth: 1,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  queryConfigEnabled: false,
  persistAuthorization: false,
  syntaxHighlight: { theme: "idea" },
  layout: "BaseLayout",
  onComplete: () => document.body.classList.add("ready"),
});

const field = document.getElementById("token");
const state = document.getElementById("token-state");

document.getElementById("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const token = field.value.trim().replace(/^Bearer\s+/i, "");
  if (token) {
    ui.preauthorizeApiKey("bearer", token);
    state.textContent = "Every call below is made with this token.";
  } else {
    ui.authActions.logout(["bearer"]);
    state.textContent = "No token: calls are made without one.";
  }
});

// A link to an operation opens it, also when the page is there already.
window.addEventListener("hashchange", () => {
  const [tag, operation] = location.hash.replace("#/", "").split("/").map(decodeURIComponent);
  if (operation) {
    ui.layoutActions.show(["operations-tag", tag], true);
    ui.layoutActions.show(["operations", tag, operation], true);
    setTimeout(() => document.getElementById(`operations-${tag}-${operation}`)?.scrollIntoView({ behavior: "smooth" }), 50);
  }
});
