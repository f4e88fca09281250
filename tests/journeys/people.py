"""What people do again and again in a journey: sign in, choose a language, open their own page."""

from playwright.sync_api import Page


def sign_in(page: Page, account: dict[str, str]) -> None:
    """Sign in as a member of staff or of a partner."""
    page.goto("/sign-in")
    page.fill("#email", account["email"])
    page.fill("#password", account["password"])
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def speak(page: Page, language: str) -> None:
    """Choose a language from the head of the page."""
    if page.locator("html").get_attribute("lang") == language:
        return
    page.click("details.drop summary >> nth=0")
    page.click(f'form[action="/language"] button[value="{language}"]')
    page.wait_for_selector(f'html[lang="{language}"]')


def open_card(page: Page, language: str, account: dict[str, str]) -> None:
    """Open a worker's own page with number and code."""
    page.goto(f"/{language}/status")
    page.fill("[name=reference]", account["reference"])
    page.fill("[name=code]", account["code"])
    page.click("main button[type=submit]")
    page.wait_for_url(f"**/{language}/case")
