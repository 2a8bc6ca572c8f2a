"""The words that the grammar knows, in Vietnamese, English and Chinese.

Sets of lower-case words in NFC. Nothing here decides; ``grammar`` and ``context`` do.
"""

from __future__ import annotations

from border_gis.boundary.reference.model import Direction


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(";"))


_WITHOUT_ACCENTS = """
    moc=mốc cot=cột gioi=giới quoc=quốc bien=biên den=đến toi=tới tu=từ giua=giữa va=và cach=cách
    khoang=khoảng phia=phía huong=hướng ve=về dong=đông tay=tây bac=bắc so=số phu=phụ chinh=chính
    doi=đôi nguoi=người doan=đoạn vuc=vực vi=vị tri=trí hieu=hiệu met=mét môc=mốc ngay=ngày thang=tháng
    gan=gần vuot=vượt trieu=triệu ty=tỷ nghin=nghìn gio=giờ dat=đạt xa=xã huyen=huyện tinh=tỉnh
    chung=chừng
"""
WITHOUT_ACCENTS = dict(pair.split("=") for pair in _WITHOUT_ACCENTS.split())
HAN_TERMS = tuple(
    sorted(
        _words(
            """
            界碑 界标 界桩 母碑 辅碑 子碑 主碑 碑号 编号 号碑 双立 三立 同号 单立 之间 公里 千米
            大约 约 距离 距 离 东北 东南
            西北 西南 东 西 南 北 以 向 往 侧 面 方向 方 边界 边境 边 处 至 到 和 与 及 跟 或 从 自
            由 在 号 第 米 段 之
            间 的 起 止 附近 周边 周围 沿线 线 区间 国界 中越 界 文件 公路 国道 省道 高速
            """
        )
    )
)
MARKER_NOUNS = _words("mốc mqg marker markers pillar pillars monument monuments bm")
STONES = _words("stone stones post posts")
BOUNDARY_WORDS = _words("boundary border frontier")
# What may stand between "mốc" and its number.
QUALIFIERS = _words(
    """
    giới quốc gia biên chủ quyền phụ chính đơn đôi ba cùng số hiệu mang có ký kí đại trung lớn nhỏ cặp
    hai các là tên việt nam mới cũ vn tq cn cm bg đá bê tông ngã đánh gốc liền kề lần lượt trên đất no
    nos nr number numbers numbered main secondary auxiliary double triple twin single the named
    designated both post posts
    """
)
# "mốc trung quốc 5" is fine, "mốc lần lượt" too; these never end a head.
NOT_LAST_QUALIFIER = _words("lần ba hai có trung")
BEFORE_MARKER_NOUN = _words(
    """
    khu vực vị trí cột các những hai cặp cụm hệ thống điểm đoạn chân cọc đường biên giới bia gần sát tại
    đối diện the area of site vicinity near boundary border frontier at between around land
    """
)
HAN_MARKER_NOUNS = _words("界碑 界标 界桩 母碑 辅碑 子碑 主碑 号碑")
HAN_QUALIFIERS = _words("编号 双立 三立 同号 单立 的 第 为 碑号 号")
RANGE_WORDS = _words("đến tới to through thru until till 至 到")
RANGE_SIGNS = _words("- ~ >")
FROM_WORDS = _words("từ from 从 自 由")
BETWEEN_WORDS = _words("giữa between")
AND_WORDS = _words("và and với with & 和 与 及 跟")
LIST_SIGNS = _words(", ; 、 ， ；")
METRES = _words("m mét met metre metres meter meters 米 mt ｍ")
KILOMETRES = _words(
    """
    km kilomet kilômét kilômet kilometre kilometres kilometer kilometers 公里 千米 cây
    """
)
APPROXIMATELY = _words(
    """
    khoảng chừng gần ước độ tầm xấp xỉ hơn trên dưới about approximately approx around some roughly
    nearly almost 约 大约 ~ ≈ đúng exactly
    """
)
EXACTLY = _words("đúng exactly")
_DIRECTION_WORDS = {
    Direction.E: "đông east eastern eastwards eastward 东",
    Direction.W: "tây west western westwards westward 西",
    Direction.S: "nam south southern southwards southward 南",
    Direction.N: "bắc north northern northwards northward 北",
    Direction.NE: "northeast 东北",
    Direction.NW: "northwest 西北",
    Direction.SE: "southeast 东南",
    Direction.SW: "southwest 西南",
}
DIRECTIONS: dict[str, Direction] = {
    word: direction for direction, words in _DIRECTION_WORDS.items() for word in words.split()
}
# A number with one of these behind it counts or measures something.
COUNTED = _words(
    """
    người chiếc cái con bộ hộ vụ lượt lần đợt cuộc điểm khu vị đoạn đồng triệu tỷ tỉ nghìn ngàn usd vnd
    vnđ ndt nhân m m² m³ km cm mm ha hecta kg tấn tạ lít mét cây giờ phút giây ngày tháng năm tuần quý
    buổi tuổi độ phần mốc cột cọc tổ đội đồn xã huyện tỉnh thôn bản cán đ/c chiến phương xe văn báo công
    bức thư trường ca bao mặt đơn phiên kỳ kì thành gia nhà héc hec kilomet kilômét tiếng hạng mục loại
    nước bên dân cặp camera flycam container cửa trạm cánh hố hào tấm thanh trụ cuộn rọ lô gói residents
    soldiers guards villagers members member people persons officers households metres meters metre
    meter kilometres kilometers hectares years year days day hours minutes months weeks times percent
    per markers marker pillars monuments sites cases cameras tonnes tons million billion thousand yuan
    dong dollars stones am pm feet ft mins sqm gb mb mhz kv kw mw volt v points participants delegates
    vehicles families mile miles 米 公里 千米 人 名 个 座 块 年 月 日 元 万 亿 次 处 家 户 辆 台 套
    吨 亩 岁 时 点 分 秒 周 天 条 项 件 份 位
    路 楼 室 线 车 文 令 公路 文件 届 期 版 页 章 节 级 公顷 平 千 百 度 厘 毫 多 余 国道 省道 高速
    """
)
# Words of COUNTED that also follow a marker's number in a sentence about the place.
COUNTED_ONLY_WITHOUT_HEAD = _words(
    """
    xã huyện tỉnh thôn bản khu vị đoạn phần nước bên cửa trạm nhà công xe đồn cột cọc camera thành gia
    nhân văn báo đơn phương dân trường cây hào năm ngày tháng tuần am v lần đội tổ cán chiến cuộc loại
    hạng quý bức thư đợt trụ 处 点 线 位 year sites day per times
    """
)
# Right in front of a number without a head these say that it is something else.
OTHER_NUMBERS = _words(
    """
    số điều khoản điểm mục chương phần trang tờ bảng hình lục định tư văn luật thị quyết báo cáo hoạch
    án km ql đt tl tỷ tỉ lệ ngày tháng năm quý đoạn_năm kỳ khóa khoá lần thứ tổ đội thôn xóm phường quận
    thoại fax tel mobile phone article articles art page pages pp p section clause paragraph chapter
    table figure fig no resolution decree decision circular annex item chainage road highway route scale
    room flight bus team squad company phase round session version trình giai nhiệm thông lớp hạng cấp
    giờ lúc hồi điện sđt mã đại đường quốc lộ tuyến dự step 第 电话 公路 国道 省道 高速 约 页 年 月
    n qđ nđ tt cv bc
    ctr kh nq ct tb vb mùng gói lô sheet sheets mảnh volume vol grade class world cup covid
    """
)
# In front of the noun these make "mốc" a figure to reach, and "marker" another thing.
FIGURES_TO_REACH = _words("mỗi each every đạt cán chạm phá ngưỡng")
# In front of the noun these make "mốc 30/6" a day.
DEADLINES = _words("trước hạn sau kể thời tiến độ ngày chậm muộn xong thành tới")
OTHER_MARKERS = _words(
    """
    mile kilometre kilometer km genetic time map page book text historic historical road highway price
    tumour tumor dna trail grave speed bench whiteboard felt survey cadastral geodetic forest property
    heritage war exam stylistic place
    """
)
# "M250" behind these is concrete, a rifle or a bolt.
OTHER_M = _words(
    """
    tông mác vữa măng súng lông xe máy tăng thép model bolt rifle tank concrete type gạch cấp size ốc
    vít bulông bulong hiệu kiểu mark grade cọc cột betong đinh route motorway khẩu dji matrice
    phantom mavic flycam bay road highway metro tuyến pháo
    """
)
BORDER_TALK = _phrases(
    """
    mốc; biên giới; đường biên; đoạn biên; moc ; bien gioi; border; boundary; marker; pillar;
    frontier; 界碑; 界标; 边界; 边境; 国界; 界桩
    """
)
# Somewhere in the text these make "mốc 5" a marker and not a milestone.
PLACE_TALK = _phrases(
    """
    biên; giới; cột mốc; tuần tra; đồn; xã; huyện; tỉnh; khu vực; đoạn; phía; sạt lở; hàng rào; thuộc;
    trung quốc; việt nam; khảo sát; bờ; suối; sông; bien; tuan tra; border; boundary; frontier;
    patrol; fence; river; stretch; province; district; bank; viet nam; vietnam; china; chinese; 界; 边;
    巡; 越
    """
)
PLACE_WORDS = _words("đoạn vực trí giới stretch section segment area diện biên khu 段")
# "N号" without 界碑 behind it is a marker only in front of one of these.
HAN_AFTER_MARKER = _words("附近 处 至 到 和 与 及 之间 以 向 东 西 南 北 段 一 间 之 西北 东北 东南 西南")
HAN_VERBS = _words("已 将 需 被 由 均 也")
HAN_ADDRESS = _words("路 村 街 巷 道 组 楼 栋 幢 里 弄 屯 镇 号 年")
# Behind a marker's number a sentence goes on with one of these.
AFTER_A_PLACE = _words(
    """
    thuộc tại trên của do đã được có là ở nằm trong theo bị phía và cho để phục từ về hiện gồm đang sẽ
    với các giáp bảo đảm cần in on of were was are and have has 已 位 在 等 的 均 进 附近 处 一带 和
    """
)
CALENDAR = _words("ngày tháng năm tuần quý")

AWAY_WORDS = _words("cách 距 距离 离")
SIDE_WORDS = _words("phía hướng bên mạn")
TOWARDS_WORDS = _words("về theo đi sang lệch nằm ở chếch chạy ra chính")
# Every word that a reference or a head can begin with.
STARTERS = (
    AWAY_WORDS
    | SIDE_WORDS
    | TOWARDS_WORDS
    | APPROXIMATELY
    | FROM_WORDS
    | BETWEEN_WORDS
    | MARKER_NOUNS
    | STONES
    | HAN_MARKER_NOUNS
    | {"m"}
)
