import { registry } from "@web/core/registry";
import { rpc } from "@web/core/network/rpc";
import { Interaction } from "@web/public/interaction";

/** Shows articles under the search box while the visitor types. Without JavaScript the form still searches. */
export class KnowledgeSearch extends Interaction {
    static selector = ".o_knowledge_search";
    dynamicContent = {
        "input[name='search']": {
            "t-on-input": this.debounced(this.onInput, 250),
            "t-on-keydown": this.onKeydown,
        },
        _document: { "t-on-click": this.onClickAnywhere },
    };

    setup() {
        this.input = this.el.querySelector("input[name='search']");
        this.askInput = this.el.querySelector("input[name='ask']");
        this.list = this.el.querySelector(".o_knowledge_hits");
        this.latest = 0;
    }

    async onInput() {
        const turn = ++this.latest;
        const text = this.input.value.trim();
        if (text.length < 2) {
            return this.show([]);
        }
        const answer = await this.waitFor(rpc("/knowledge/suggest", { text, ask: this.askInput.value }));
        // An answer that is overtaken by the next letter is old news.
        if (turn === this.latest) {
            this.askInput.value = answer.ask;
            this.show(answer.hits);
        }
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            this.show([]);
        }
    }

    onClickAnywhere(ev) {
        if (!this.el.contains(ev.target)) {
            this.show([]);
        }
    }

    show(hits) {
        this.list.replaceChildren(
            ...hits.map((hit) => {
                const link = document.createElement("a");
                link.className = "list-group-item list-group-item-action";
                link.href = `${hit.url}?ask=${encodeURIComponent(this.askInput.value)}`;
                const name = document.createElement("div");
                name.className = "fw-bold";
                name.textContent = hit.name;
                const snippet = document.createElement("div");
                snippet.className = "small text-muted";
                // The server escapes the text and adds nothing but <mark>.
                snippet.innerHTML = hit.snippet;
                link.append(name, snippet);
                return link;
            })
        );
        this.list.classList.toggle("d-none", !hits.length);
    }
}

registry.category("public.interactions").add("crm_knowledge.search", KnowledgeSearch);
