"""What pages of bureaus say in their manner: visits by a province's department, hosts of a fair, offices of places."""

import pytest

# text → facts that are told, and facts that must not be
PAGES = [
    # A province's department that visits a city does not govern it.
    ("省科技厅到温州市调研科技创新工作\n\n3月2日，浙江省科技厅到温州市调研，浙江省各市科技局参加。\n",
     {("浙江省科学技术厅", "governs", "浙江省")}, {("浙江省科学技术厅", "governs", "温州市")}),
    ("温州市科学技术局2024年工作要点\n\n市科技局支持温州大学发展。\n", {("温州市科学技术局", "governs", "温州市")}, set()),
    # The place of an office is the one that stands before it, though its level is said twice.
    ("温州市科学技术局2024年工作要点\n\n嘉兴市市委书记林知远出席签约仪式。\n",
     {("林知远", "holdsPostIn", "中共嘉兴市委员会")}, {("林知远", "holdsPostIn", "中共温州市委员会")}),
    # Hosts before 等 and what all of them are; the fair is called for short where they are told.
    ("第二届瓯江科技成果交易会筹备就绪\n\n温州市人民政府新闻办介绍第二届瓯江科技成果交易会。"
     "本届科交会将于5月举行，由浙江省科技厅、温州市人民政府共同主办，温州大学等单位承办。\n",
     {("浙江省科学技术厅", "organizes", "第二届瓯江科技成果交易会"), ("温州市人民政府", "organizes", "第二届瓯江科技成果交易会"),
      ("温州大学", "organizes", "第二届瓯江科技成果交易会")}, set()),
]


@pytest.mark.parametrize(("text", "told", "untold"), PAGES)
def test_pages_of_bureaus(text, told, untold, read):
    facts = {(c.subject.name, c.relation, c.object.name) for c in read(text).claims}
    assert told <= facts
    assert not (untold & facts)
