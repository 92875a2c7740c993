"""What is asked of each of the course's notebooks in real JupyterLab."""

from axe_playwright_python.base import AXE_SCRIPT

from tools.lab import PANEL, ROOT

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
CLOSED = "[...document.querySelectorAll('button')].filter(each => each.textContent === 'More ▾' && each.offsetParent)"
# JupyterLab 4.4, which Binder has, hides the cells that are far out of sight: there a notebook is seen in several
# turns. A cell remembers in which theme it has been seen.
SCROLL = f"""async () => {{
    {PANEL}
    const seen = node => node.dataset.seen === document.body.dataset.jpThemeLight;
    const next = panel.content.widgets.findIndex(({{ node }}) => node.querySelector(".bp-explorer") && !seen(node));
    if (next >= 0) await panel.content.scrollToItem(next);
    window.next = panel.content.widgets[next]?.node;
    return next >= 0;
}}"""
SHOWN = "() => window.next.checkVisibility()"
SEEN = f"""() => {{
    {PANEL}
    const shown = panel.content.widgets.map(({{ node }}) => node).filter(node => node.checkVisibility());
    shown.forEach(node => (node.dataset.seen = document.body.dataset.jpThemeLight));
}}"""
MOST = 640  # px: with the file browser open, on a screen 1280 by 800, there are 679
# Who is out of sight has not yet been told how much room there is: a view is looked at when it has been, and page and
# kernel have nothing to say for some frames; one that is too high then may still be told something, on a busy machine
# ten seconds later.
HEIGHTS = f"""async most => {{
    {PANEL}
    const frame = () => new Promise(requestAnimationFrame);
    const high = {{}};
    for (const [n, {{ node }}] of panel.content.widgets.entries()) {{
        if (!node.querySelector(".bp-explorer")) continue;
        await panel.content.scrollToItem(n, "start");
        const outermost = each => !each.parentElement.closest(".bp-explorer");
        const views = [...node.querySelectorAll(".bp-explorer")].filter(outermost);
        const end = performance.now() + 10_000;
        for (let quiet = 0; quiet < 4 && performance.now() < end; await frame()) {{
            high[n] = Math.max(...views.map(each => each.offsetHeight));
            quiet = window.onTheWay.size || high[n] > most || !high[n] ? 0 : quiet + 1;
        }}
        const described = () => views.map(each => `${{each.offsetWidth}} wide: ${{each.innerText}}`);
        if (high[n] > most) high[n] = [high[n], ...described()];
    }}
    return high;
}}"""
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # all that another theme can change
VIOLATIONS = """async rules => {
    const context = { include: [[".bp-explorer"]], exclude: [[".noUi-handle"]] };
    const found = await axe.run(context, { runOnly: rules, resultTypes: ["violations"] });
    return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`)
    );
}"""


def fits_the_screen(notebook):
    """What a button changes is on the screen with the button: no view, with its question, is higher than that."""
    high = notebook.page.evaluate(HEIGHTS, MOST)
    wrong = {n: each for n, each in high.items() if type(each) is list or not each}
    assert wrong == {}, "the heights of views, by cell"


def shows_pictures_then_lives(notebook):
    """Unopened it shows stored pictures; run, it shows live views in which axe finds nothing wrong, in both themes."""
    page = notebook.page
    page.locator(".jp-OutputArea-output img").first.wait_for()
    assert page.locator(".jp-OutputArea-output", has_text="model not found").count() == 0
    notebook.run_all()
    page.locator(".bp-diagram svg").first.wait_for(state="attached")
    assert page.get_by_text("Error displaying widget").count() == 0
    assert page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0
    fits_the_screen(notebook)
    page.evaluate(AXE_SCRIPT)
    for rules in (ALL, COLOURS):
        while page.evaluate(SCROLL):
            page.wait_for_function(SHOWN)
            page.evaluate(f"() => {CLOSED}.forEach(each => each.click())")
            page.wait_for_function(f"() => !{CLOSED}.length")
            notebook.settled()
            page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")
            page.evaluate(SEEN)
            assert page.evaluate(VIOLATIONS, rules) == [], f"light: {notebook.is_light()}"
        if rules is ALL:  # the next notebook begins with the other theme
            notebook.theme("JupyterLab Dark" if notebook.is_light() else "JupyterLab Light")
