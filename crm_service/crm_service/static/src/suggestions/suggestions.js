import { Component, markup, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Articles that may answer the request, found while the agent is still writing it. */
export class ServiceSuggestions extends Component {
    static template = "crm_service.Suggestions";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.state = useState({ articles: [], used: {} });
        this.ask = "";
        this.asked = "";
        this.keepLast = new KeepLast();
        this.onInput = useDebounced(() => this.suggest(), 400);
        onMounted(() => {
            this.form = this.root.el.closest(".o_form_view");
            // Fields tell their value when they are left; what is being typed is heard here.
            this.form?.addEventListener("input", this.onInput);
            this.suggest();
        });
        onWillUnmount(() => this.form?.removeEventListener("input", this.onInput));
    }

    /** What is in the form now, also what no field has told yet. */
    get text() {
        const data = this.props.record.data;
        const subject = this.form?.querySelector("[name='name'] input, [name='name'] textarea");
        const story = this.form?.querySelector("[name='description'] .odoo-editor-editable");
        const known = new DOMParser().parseFromString(String(data.description || ""), "text/html").body;
        return `${subject ? subject.value : data.name || ""} ${(story || known).textContent}`.trim();
    }

    async suggest() {
        const text = this.text.slice(0, 500);
        if (text === this.asked || this.props.record.data.clock === "stop") {
            return;
        }
        this.asked = text;
        if (text.length < 4) {
            this.state.articles = [];
            return;
        }
        const answer = await this.keepLast.add(
            this.orm.silent.call("crm.service.request", "suggest_articles", [text, this.ask])
        );
        this.ask = answer.ask;
        // The server escapes the text and adds nothing but <mark>.
        this.state.articles = answer.articles.map((article) => ({ ...article, summary: markup(article.summary) }));
    }

    open(article) {
        window.open(article.url, "_blank", "noopener");
    }

    async use(article, solved) {
        if (await this.saved()) {
            await this.orm.call("crm.service.request", "use_article", [this.props.record.resId, article.article_id], {
                solved,
            });
            this.state.used[article.article_id] = true;
            await this.props.record.load();
        }
    }

    async send(article) {
        if (await this.saved()) {
            const action = await this.orm.call("crm.service.request", "action_send_article", [
                this.props.record.resId,
                article.article_id,
            ]);
            await this.action.doAction(action, { onClose: () => this.props.record.load() });
        }
    }

    /** A link needs a record: the form is saved first, with its own complaints about what is missing. */
    async saved() {
        return await this.props.record.save();
    }
}

registry.category("view_widgets").add("service_suggestions", { component: ServiceSuggestions });
