"""The main job, step by step, as each person does it in a browser. Pages are told by their addresses and fields by
their names, so that the same steps pass in every language."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.journeys.server import Server


@dataclass
class Story:
    """What the steps of one journey hand on to each other."""

    server: Server
    language: str
    name: str
    latin_name: str
    employer: str
    phone: str
    person: str = ""
    case: str = ""
    claim: str = ""
    reference: str = ""
    code: str = ""


def path_of(page: Page) -> str:
    """The address of the page without its host."""
    return urlsplit(page.url).path


def press(page: Page, selector: str = "main form .btn-primary[type=submit]") -> None:
    """Press the button of the form and wait for what it leads to."""
    with page.expect_navigation():
        page.locator(selector).last.click()


def expect_at(page: Page, beginning: str) -> None:
    """The page that a step leads to; else the errors say why the form came back."""
    assert path_of(page).startswith(beginning), (page.url, page.locator("[role=alert]").all_inner_texts())


def expect_form_again(page: Page) -> None:
    """The form came back with errors at its head, and nothing was lost."""
    expect(page.locator("[role=alert]").first).to_be_visible()


def take_in(page: Page, story: Story) -> None:
    """Register somebody with consent; a form that was sent too early keeps what was typed."""
    page.goto("/office/people/new")
    page.fill("#latin_name", story.latin_name)
    press(page)
    expect_form_again(page)
    assert page.input_value("#latin_name") == story.latin_name

    page.fill("#consent_language", story.language)
    page.check("#purposes-0")
    page.check("#purposes-1")
    page.fill("#name", story.name)
    page.fill("#birth-year", "1990")
    page.fill("#phone", story.phone)
    press(page)
    assert "/details/" in page.url, page.url
    story.person = path_of(page).split("/details/")[0]


def fill_in_sections(page: Page, story: Story) -> None:
    """Go through the sections that intake offers, fill in some and skip the rest, to the page that is read back."""
    for _step in range(12):
        if "/details/" not in page.url:
            break
        if "/details/papers" in page.url:
            page.select_option("#papers-0-kind", "passport")
            page.fill("#papers-0-number", f"PA{story.phone[-7:]}")
            page.select_option("#papers-0-holder", "employer")
        if "/details/work" in page.url:
            page.fill("#occupation", "9111")
        press(page)
    assert path_of(page) == f"{story.person}/read-back"
    expect(page.locator("main")).to_contain_text(story.name)


def meet_a_duplicate(page: Page, story: Story) -> None:
    """Somebody with the same name and phone is shown before a second entry is made."""
    page.goto("/office/people/new")
    page.check("#purposes-0")
    page.check("#purposes-1")
    page.fill("#name", story.name)
    page.fill("#phone", story.phone)
    press(page)
    assert path_of(page) == "/office/people/new"
    expect(page.locator(f'main a[href^="{story.person}"]').first).to_be_visible()


def open_a_case(page: Page, story: Story) -> None:
    """Open a wage claim against an employer who is new to the register, and read the slip."""
    page.goto(f"{story.person}/cases/new")
    page.select_option("#stage", "wage_claim")
    page.fill("#summary", "ज्याला पैसा")
    for issue in ("NON_PAYMENT", "HOUSING"):
        choose_in_fold(page, f'input[name=issues][value="{issue}"]')
    page.select_option("#primary_issue", "NON_PAYMENT")
    page.fill("#destination_country", "QA")
    page.fill("#employer_query", story.employer)
    press(page, "button[name=search] >> nth=0")
    page.locator('input[name="employer_choice"]').last.check()
    press(page)
    story.reference, story.code = (re.sub(r"\D", "", text) for text in page.locator(".slip-digits").all_inner_texts())
    assert (len(story.reference), len(story.code)) == (10, 16)
    expect(page.locator("main svg")).to_be_visible()
    story.case = path_of(page).split("/slip/")[0]
    page.reload()
    assert story.code not in re.sub(r"\D", "", page.locator("main").inner_text())


def choose_in_fold(page: Page, selector: str) -> None:
    """Tick a box, after opening the fold that it lies in."""
    box = page.locator(selector)
    if not box.is_visible():
        page.locator(f"details:has({selector}) > summary").last.click()
    box.check()


def record(page: Page, story: Story, code: str, note: str = "") -> None:
    """Record one event."""
    page.goto(f"{story.case}/events/{code}")
    if note:
        page.fill("[name=note]", note)
    press(page)
    expect_at(page, story.case)


def work_the_case(page: Page, story: Story) -> None:
    """Events, a note, a task, a file there and back, and a message."""
    record(page, story, "safety_screened")
    record(page, story, "facts_taken")
    page.goto(f"{story.case}/notes")
    page.fill("[name=text]", "टिपोट")
    press(page)
    page.goto(f"{story.case}/tasks")
    page.fill("[name=title]", "फोन गर्नु")
    page.fill("[name=due_on]", "2099-12-01")
    press(page)
    add_a_file(page, story)
    page.goto(f"{story.case}/messages")
    page.fill("[name=text]", "नमस्ते")
    press(page)
    page.goto(story.case)
    for words in ("टिपोट", "फोन गर्नु"):
        expect(page.locator("main")).to_contain_text(words)


def add_a_file(page: Page, story: Story) -> None:
    """Add a text file and get the same text back as an attachment."""
    page.goto(f"{story.case}/documents")
    content = b"pay slip: 1200 QAR"
    page.set_input_files("input[type=file]", {"name": "slip.txt", "mimeType": "text/plain", "buffer": content})
    page.select_option("[name=kind]", "pay_slip")
    press(page)
    page.goto(story.case)
    link = page.locator('main a[href^="/office/documents/"]').first.get_attribute("href")
    answer = page.context.request.get(f"{story.server.url}{link}")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert content in answer.body()


def ask_the_worker(page: Page, story: Story) -> None:
    """Make it the worker's move."""
    record(page, story, "evidence_asked", "कागजात")


def record_a_claim(page: Page, story: Story) -> None:
    """Claimed, offered, awarded, received: four numbers, kept apart."""
    page.goto(f"{story.case}/claims/new")
    page.fill("[name=country]", "QA")
    page.fill("[name=currency]", "QAR")
    page.fill("[name=employed_from]", "2025-02-01")
    page.fill("[name=employed_to]", "2026-03-31")
    page.fill("[name=monthly_wage]", "1200")
    page.select_option("[name='lines-0-component']", "unpaid_wage")
    page.fill("[name='lines-0-period_from']", "2026-01-01")
    page.fill("[name='lines-0-period_to']", "2026-03-31")
    page.fill("[name='lines-0-claimed']", "3600.50")
    press(page)
    expect_at(page, "/office/claims/")
    story.claim = path_of(page)
    for kind, amount in (("offered", "1500"), ("awarded", "3000"), ("received", "1000.25")):
        page.goto(f"{story.claim}/amounts/{kind}")
        page.fill("[name=happened_on]", "2026-06-01")
        page.fill("[name=total]", amount)
        press(page)
        expect_at(page, story.claim)
    text = western(page.locator("main").inner_text())
    for amount in ("3600.50", "1500.00", "3000.00", "1000.25"):
        assert amount in text, amount


def western(text: str) -> str:
    """Digits and separators of any script in the western way, without separators of thousands."""
    digits = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in text)
    digits = digits.replace("٫", ".").replace("٬", "")
    digits = re.sub(r"(?<=\d)[\s\u00a0\u202f,.](?=\d{3})", "", digits)
    return re.sub(r"(?<=\d),(?=\d\d\b)", ".", digits)


def refer(page: Page, story: Story, organisation: str) -> None:
    """Refer the case to a partner: without consent nothing leaves."""
    page.goto(f"{story.case}/referrals/new")
    page.fill("[name=q]", organisation)
    press(page, "form.filters button >> nth=-1")
    press(page, 'main a[href*="/referrals/new/"] >> nth=-1')
    page.fill("[name=purpose]", "कानुनी सल्लाह")
    page.locator("input[name=shared]").first.check()
    press(page, "button[name=step][value=look]")
    press(page, "button[name=step][value=send]")
    expect_form_again(page)
    page.select_option("[name=given_as]", "written")
    page.fill("main [name=language]", "ne")
    page.fill("[name=expires_on]", "2099-01-01")
    page.check("[name=agreed]")
    press(page, "button[name=step][value=send]")
    assert not page.locator("[role=alert]").count(), page.locator("[role=alert]").all_inner_texts()


def answer_as_partner(page: Page, story: Story) -> None:
    """Read what was shared and nothing else, take it on, and report."""
    page.goto("/partner/")
    press(page, 'main a[href^="/partner/referrals/"] >> nth=0')
    expect(page.locator("#packet")).to_contain_text("कानुनी सल्लाह")
    shown = page.locator("main").inner_text()
    assert story.phone not in re.sub(r"\s", "", shown)
    assert "टिपोट" not in shown
    referral = path_of(page)
    press(page, f'form[action="{referral}/accept"] button')
    page.goto(f"{referral}/report")
    page.locator("[name=outcome]").first.select_option(index=1)
    page.fill("[name=note]", "काम भयो")
    press(page)
    assert page.goto(referral).status in {403, 404, 410} or "कानुनी सल्लाह" not in page.locator("main").inner_text()


def read_as_worker(page: Page, story: Story) -> None:
    """Open the card with number and code, read it, write, and leave."""
    page.goto(f"/{story.language}/status")
    page.fill("[name=reference]", story.reference)
    page.fill("[name=code]", f"{int(story.code[0]) ^ 1}{story.code[1:]}")
    press(page, "main form button[type=submit]")
    expect_form_again(page)
    page.fill("[name=reference]", story.reference)
    page.fill("[name=code]", story.code)
    press(page, "main form button[type=submit]")
    assert path_of(page) == f"/{story.language}/case"
    assert page.locator(".say").inner_text().strip()
    assert page.title() == "Waymark"
    assert story.name not in page.locator("body").inner_text()
    page.goto(f"/{story.language}/case/messages")
    expect(page.locator("main")).to_contain_text("नमस्ते")
    page.fill("[name=text]", "मेरो जवाफ")
    press(page, "main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("मेरो जवाफ")


def leave_as_worker(page: Page, story: Story) -> None:
    """The way out ends the visit: going back shows nothing."""
    page.locator("button.exit").click()
    page.wait_for_url("**/health")
    page.goto(f"/{story.language}/case")
    assert path_of(page) == f"/{story.language}/status"


def supervise(page: Page, story: Story) -> None:
    """Filter, assign in bulk, export."""
    page.goto("/office/cases?status=live&stage=wage_claim&worker=all")
    expect(page.locator(f'main a[href="{story.case}"]').first).to_be_visible()
    page.locator(f'input[name=case][value="{story.reference}"]').first.check()
    press(page, "form[action='/office/cases/assign'] button[type=submit] >> nth=-1")
    page.locator("[name=to]").select_option(index=1)
    press(page)
    expect_at(page, "/office/cases")
    for kind, beginning in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        page.goto("/office/reports/export")
        page.select_option("[name=format]", kind)
        with page.expect_download() as download:
            page.locator("main form .btn-primary[type=submit]").click()
        content = download.value.path().read_bytes()
        assert content.startswith(beginning), content[:20]
        assert kind != "csv" or story.reference in re.sub(r"(?<=\d)-(?=\d)", "", content.decode("utf-8-sig"))


def move_on_close_and_reopen(page: Page, story: Story) -> None:
    """On to the return, closed with a coded end, and opened again with the same number."""
    page.goto(f"{story.case}/stage")
    page.check('input[name=stage][value="return_reintegration"]')
    press(page)
    expect_at(page, story.case)
    page.goto(f"{story.case}/close")
    page.select_option("[name=resolution]", "settled_amicable")
    page.fill("[name=reason]", "मिल्यो")
    press(page)
    expect(page.locator(f'a[href="{story.case}/reopen"]').first).to_be_visible()
    page.goto(f"{story.case}/reopen")
    page.fill("[name=reason]", "फेरि")
    press(page)
    expect_at(page, story.case)


def offer_to_another_centre(page: Page, story: Story) -> str:
    """Offer the case to the centre abroad; it stays until it is accepted."""
    page.goto(f"{story.case}/hand-over")
    page.locator("[name=to]").select_option(index=0)
    page.fill("[name=note]", "सीमापार")
    press(page)
    # The package as the other centre will see it, and the worker's consent to just that.
    expect(page.locator("#package")).to_contain_text("सीमापार")
    page.check("[name=agreed]")
    press(page, 'main form button[name=step][value="offer"]')
    expect_at(page, story.case)
    return story.case


def accept_from_another_centre(page: Page, story: Story) -> None:
    """Take the offered case over at the other centre."""
    page.goto("/office/")
    press(page, 'main a[href^="/office/hand-overs/"] >> nth=0')
    expect(page.locator("main")).to_contain_text("सीमापार")
    press(page, 'form[action$="/accept"] button')
    expect_at(page, story.case)


def find(page: Page, story: Story, text: str) -> None:
    """Find the person from the head of any page."""
    page.goto("/office/directory")
    page.fill("header input[name=q]", text)
    with page.expect_navigation():
        page.press("header input[name=q]", "Enter")
    expect(page.locator(f'main a[href^="{story.person}"], main a[href="{story.case}"]').first).to_be_visible()
