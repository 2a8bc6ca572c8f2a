"""What the standard asks of a service, and what ours refuses (OGC 17-069r4; CITE asks the same)."""

import json
import re
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from border_gis.ogc_api.application import build_application
from border_gis.services.publishing import start_publication
from border_gis.services.service_tokens import make_token, withdraw_token
from tests.ogc_api.conftest import SECRET, URL, TestClient, ask_service
from tests.stores.builders import build_work

COLLECTIONS = ["boundary_lines", "markers", "gates", "units", "incidents", "survey_areas"]
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def links(document):
    return {(link["rel"], link["type"]): link["href"] for link in document["links"]}


def follow(client, address):
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == URL, f"{address} leads elsewhere"
    return client.get(f"{parts.path}?{parts.query}")


# --- what the standard asks -------------------------------------------------------------------


def test_the_landing_page_links_to_what_a_client_needs(public):
    document = public.get("/").json()
    rels = {link["rel"] for link in document["links"]}
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data", "license"} <= rels


@pytest.mark.parametrize(
    "address", ["/", "/collections", "/collections/markers", "/collections/incidents/items"]
)
def test_every_link_leads_somewhere_and_says_what_it_is(public, address):
    document = public.get(address).json()
    listed = [link for each in (document, *document.get("collections", ())) for link in each["links"]]
    assert len(listed) >= 3
    for link in listed:
        answer = follow(public, link["href"])
        assert answer.status_code == 200, link
        assert answer.headers["content-type"].partition(";")[0] == link["type"].partition(";")[0], link


def test_nothing_is_claimed_that_is_not_served(public):
    said = public.get("/conformance").json()["conformsTo"]
    assert {uri.rsplit("/", 1)[-1] for uri in said if "features-1/" in uri} == {
        "core",
        "geojson",
        "html",
        "oas30",
    }
    assert not [uri for uri in said if "replace" in uri or "processes" in uri or "tiles" in uri]
    assert public.get("/conformance").json()["conformsTo"] == said, "asking does not make it longer"


def test_the_collections_are_those_of_the_profile(public, province):
    assert [each["id"] for each in public.get("/collections").json()["collections"]] == COLLECTIONS
    more = [each["id"] for each in province.get("/collections").json()["collections"]]
    assert {"works", "works_lines", "works_points", "incidents_areas"} <= set(more)


def test_a_collection_says_where_when_and_what_it_is_not(province):
    document = province.get("/collections/incidents").json()
    (west, south, east, north) = document["extent"]["spatial"]["bbox"][0]
    assert 102 < west < east < 109 and 20 < south < north < 24
    assert all(round(number, 6) == number for number in (west, south, east, north))
    box = f"{west},{south},{east},{north}"
    placed = province.get("/collections/incidents/items?limit=1000").json()["features"]
    inside = province.get(f"/collections/incidents/items?bbox={box}&resulttype=hits").json()["numberMatched"]
    assert inside == sum(each["geometry"] is not None for each in placed)
    assert document["extent"]["temporal"]["interval"][0][0].startswith("2019-11-01")
    assert document["crs"] == [CRS84] == [document["storageCrs"]]
    assert "không có giá trị pháp lý" in document["notice"] and "Trong tỉnh" in document["notice"]
    assert "minh họa" in document["description"]
    assert "attribution" in province.get("/collections/boundary_lines").json()


def test_a_page_of_features_counts_what_there_is(public):
    document = public.get("/collections/markers/items?limit=7").json()
    assert (document["numberMatched"], document["numberReturned"], len(document["features"])) == (1396, 7, 7)
    assert document["timeStamp"].endswith("Z")
    assert public.get("/collections/markers/items").json()["numberReturned"] == 100


def test_the_links_to_the_next_page_lead_through_everything_once(public):
    seen, address, pages = [], f"{URL}/collections/markers/items?limit=200&lang=en", 0
    while address:
        document = follow(public, address).json()
        seen += [feature["id"] for feature in document["features"]]
        address, pages = links(document).get(("next", "application/geo+json")), pages + 1
    assert (len(seen), len(set(seen)), pages) == (1396, 1396, 7)
    assert ("prev", "application/geo+json") in links(document)


def test_the_largest_page_holds_no_more_than_is_allowed(public):
    document = public.get("/collections/markers/items?limit=1000000000").json()
    assert document["numberReturned"] == 1396


def test_a_box_finds_what_is_in_it(province):
    west, south, east, north = 106.0, 22.6, 106.5, 23.0
    document = province.get(
        f"/collections/markers/items?bbox={west},{south},{east},{north}&limit=1000"
    ).json()
    assert 0 < document["numberMatched"] == len(document["features"]) < 1396
    for feature in document["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert west <= longitude <= east and south <= latitude <= north
    same = province.get(f"/collections/markers/items?bbox={west},{south},0,{east},{north},9&bbox-crs={CRS84}")
    assert same.json()["numberMatched"] == document["numberMatched"]


def test_fields_dates_order_and_parts_can_be_asked_for(province):
    ask = "/collections/incidents/items?limit=1000&"
    fences = province.get(f"{ask}category=fence").json()
    assert {each["properties"]["category"] for each in fences["features"]} == {"fence"}
    year = province.get(f"{ask}datetime=2022-01-01T00:00:00%2B07:00/2022-12-31").json()
    assert 0 < year["numberMatched"] < province.get(ask).json()["numberMatched"]
    numbers = [
        each["properties"]["number"] for each in province.get(f"{ask}sortby=-number").json()["features"]
    ]
    assert numbers == sorted(numbers, reverse=True)
    bare = province.get(f"{ask}properties=number&skipGeometry=true").json()["features"][0]
    assert (list(bare["properties"]), bare["geometry"]) == (["number"], None)
    count = province.get(f"{ask}resulttype=hits").json()
    assert (count["features"], count["numberMatched"]) == ([], province.get(ask).json()["numberMatched"])


def test_one_thing_is_found_by_its_id(province):
    (first, *_) = province.get("/collections/works/items").json()["features"]
    answer = province.get(f"/collections/works/items/{first['id']}")
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-crs"] == f"<{CRS84}>"
    assert answer.json()["properties"] == first["properties"]
    assert answer.json()["geometry"] == first["geometry"]


def test_what_can_be_asked_is_told_with_types_and_titles(province):
    answer = province.get("/collections/works/queryables?lang=vi")
    assert answer.headers["content-type"] == "application/schema+json"
    told = answer.json()["properties"]
    assert (told["accuracy_m"]["type"], told["demonstration"]["type"]) == ("number", "boolean")
    assert told["state"]["title"] == "Trạng thái"
    for name in told:
        if name not in ("geometry", "accuracy_m") and told[name]["type"] == "string":
            assert province.get(f"/collections/works/items?{name}=x").status_code == 200


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_field_has_a_name_that_a_person_can_read(shipped, language):
    client = ask_service(shipped, "internal")
    for each in client.get("/collections").json()["collections"]:
        told = client.get(f"/collections/{each['id']}/queryables?lang={language}").json()["properties"]
        assert [name for name, field in told.items() if field["title"] == name] == []


def test_the_description_stands_alone_and_names_every_address(public):
    document = public.get("/openapi").json()
    text = json.dumps(document)
    assert set(re.findall(r"https?://[\w.:-]+", text)) <= {URL, "http://www.opengis.net"}
    assert '"$ref": "#/' in text and '"$ref": "http' not in text
    for path, operations in document["paths"].items():
        assert list(operations) == ["get"]
        named = path.replace("/{featureId}", "")
        assert public.get(named).status_code == 200, path


@pytest.mark.parametrize(("asked", "language"), [("lang=en", "en"), ("lang=vi", "vi")])
def test_everything_is_said_in_the_language_that_was_asked_for(public, asked, language):
    answer = public.get(f"/collections?{asked}")
    titles = {"vi": "Mốc giới", "en": "Markers"}
    assert answer.headers["content-language"] == language
    assert answer.json()["collections"][1]["title"] == titles[language]
    wrong = public.get(f"/nowhere?{asked}").json()["description"]
    assert wrong == {"vi": "Không có trang này.", "en": "There is nothing at this address."}[language]


def test_the_browser_says_its_language_and_gets_a_page(public):
    answer = public.get("/", headers={"Accept": "text/html,*/*", "Accept-Language": "en-GB,vi;q=0.5"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "Boundary data" in answer.text and '<html lang="en">' in answer.text


# --- what is refused --------------------------------------------------------------------------

HOSTILE = [
    "bbox=1,2,3",
    "bbox=a,b,c,d",
    "bbox=nan,nan,nan,nan",
    "bbox=inf,-inf,1,1",
    "bbox=106,23,107,22",
    "bbox=-1000,0,1000,1",
    "bbox=" + "1," * 500 + "1",
    "bbox=106,22,107,23&bbox=1,2,3,4",
    "bbox-crs=EPSG:3857",
    "crs=http://www.opengis.net/def/crs/EPSG/0/3857",
    "limit=1e9",
    "limit=0",
    "limit=-1",
    "limit=0x10",
    "limit=" + "9" * 400,
    "limit=",
    "offset=-1",
    "offset=99999999999999",
    "offset=a",
    "datetime=yesterday",
    "datetime=2022-13-45",
    "datetime=2022-01-01/2021-01-01",
    "datetime=../../..",
    "datetime=..",
    "datetime=0000-00-00T99:99:99Z",
    "sortby=",
    "sortby=nothing",
    "sortby=%3B%20DROP%20TABLE%20works",
    "properties=id;drop",
    "skipGeometry=maybe",
    "resulttype=all",
    "f=csv",
    "f=jsonld",
    "f=../../etc/passwd",
    "lang=zh",
    "lang=../vi",
    "filter=" + "(" * 900 + "a=1" + ")" * 900,
    "filter=kind='fence'",
    "filter-lang=cql2-json",
    "q=x",
    "accuracy_m=1%20OR%201=1",
    "demonstration=2",
    "unknown=1",
    "title=%00",
    "name=%0d%0aSet-Cookie:%20a=b",
    "name=%ff%fe",
    "a&" * 200,
    "x" * 5000,
    "token=abc",
]


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: query[:40])
def test_what_cannot_be_understood_is_refused_in_words(province, query):
    answer = province.get(f"/collections/works/items?{query}")
    assert answer.status_code == 400
    document = answer.json()
    assert document["code"] == "InvalidParameterValue"
    assert len(document["description"]) < 1200 and "Traceback" not in answer.text
    assert "service." not in document["description"]


@pytest.mark.parametrize("name", ["name", "description", "reference_as_written"])
@pytest.mark.parametrize(
    "text", ["' OR '1'='1", '"; DROP TABLE works; --', "<script>alert(1)</script>", "{{7*7}}", "%", "𝕏" * 300]
)
def test_a_text_that_would_be_a_command_is_a_text_that_nothing_holds(province, name, text):
    answer = province.get("/collections/works/items", params={name: text})
    assert (answer.status_code, answer.json()["numberMatched"]) == (200, 0)
    page = province.get("/collections/works/items", params={name: text, "f": "html"}).text
    assert "<script>" not in page and "49" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/collections/people",
        "/collections/people/items",
        "/collections/works/items/x",
        "/collections/works/items/..%2f..%2fetc",
        "/collections/reports/items",
        "/collections/works/items/efa15feb/x",
        "/processes",
        "/jobs",
        "/TileMatrixSets",
        "/admin/config",
        "/stac",
        "/static/x",
        "/collections/works/queryables/x",
    ],
)
def test_what_is_not_there_is_not_found(province, address):
    answer = province.get(address)
    assert answer.status_code == 404
    assert answer.json()["code"] == "NotFound"
    page = province.get(f"{address}?f=html")
    assert page.status_code == 404 and "<h1>" in page.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize("address", ["/", "/collections/works/items", "/collections/works/items/x"])
def test_nothing_can_be_written(province, method, address):
    answer = province.request(method, address, content=b'{"type": "Feature"}')
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.json()["code"] == "MethodNotAllowed"


def test_a_failure_is_said_in_words_and_its_particulars_stay_here(shipped, monkeypatch):
    client = ask_service(shipped, "public")
    from border_gis.errors import StoreError
    from border_gis.services import publishing

    for error, status in [
        (RuntimeError("/secret/path"), 500),
        (StoreError("store.busy", path="/secret"), 503),
    ]:

        def fail(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(publishing.Publication, "find", fail)
        answer = client.get("/collections/markers/items")
        assert answer.status_code == status
        assert "secret" not in answer.text and "Error" not in answer.json()["description"]


def test_another_host_in_the_request_is_refused(public):
    assert public.get("/", headers={"Host": "evil.example"}).status_code == 400


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            ["bbox", "datetime", "limit", "offset", "sortby", "properties", "name", "f", "x", "crs"]
        ),
        st.text(max_size=30),
        max_size=4,
    )
)
def test_no_question_makes_it_fail(province, parameters):
    assert province.get("/collections/works/items", params=parameters).status_code in (200, 400)


# --- the token --------------------------------------------------------------------------------


@pytest.fixture
def closed(shipped):
    client = ask_service(shipped, "province")
    token = client.headers.pop("Authorization").removeprefix("Bearer ")
    return client, token


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic x", "Basic eDp4", "Digest x", "Bearer " + "a" * 9000],
)
@pytest.mark.parametrize("address", ["/", "/style.css", "/collections/works/items", "/openapi", "/nowhere"])
def test_without_a_right_token_nothing_is_answered(closed, header, address):
    client, _ = closed
    answer = client.get(address, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers.get_list("www-authenticate")[0] == "Bearer"
    assert answer.json()["code"] == "Unauthorized"


def test_a_right_token_is_let_in_as_bearer_or_as_password(closed):
    client, token = closed
    assert client.get("/", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert client.get("/", headers={"Authorization": f"bearer  {token}"}).status_code == 200
    assert client.get("/", auth=("qgis", token)).status_code == 200
    assert client.get("/", auth=(token, "qgis")).status_code == 401
    assert client.get("/", params={"token": token}).status_code == 401


def test_a_token_of_another_profile_and_a_withdrawn_one_are_not_let_in(shipped, closed):
    client, _ = closed
    _, other = make_token(shipped, "khác", "internal")
    assert client.get("/", headers={"Authorization": f"Bearer {other}"}).status_code == 401
    _, own = make_token(shipped, "thu hồi", "province")
    assert client.get("/", headers={"Authorization": f"Bearer {own}"}).status_code == 200
    withdraw_token(shipped, "thu hồi")
    assert client.get("/", headers={"Authorization": f"Bearer {own}"}).status_code == 401


# --- what leaves ------------------------------------------------------------------------------


def read_everything(client):
    said = [client.get(address).text for address in ("/", "/openapi", "/collections")]
    for each in client.get("/collections").json()["collections"]:
        start = f"/collections/{each['id']}"
        said += [client.get(f"{start}{rest}").text for rest in ("", "/queryables", "/schema", "?f=html")]
        said += [client.get(f"{start}/items?limit=10000{form}").text for form in ("", "&f=html")]
        for feature in client.get(f"{start}/items?limit=5").json()["features"]:
            said.append(client.get(f"{start}/items/{feature['id']}?f=html").text)
    return "\n".join(said)


@pytest.mark.parametrize(
    ("profile", "levels"),
    [
        ("public", []),
        ("counterpart", []),
        ("province", ["mat"]),
        ("internal", ["mat", "toi_mat", "tuyet_mat"]),
    ],
)
def test_nothing_above_the_profile_is_on_any_page(planted, profile, levels):
    client = ask_service(planted, profile)
    said = read_everything(client)
    for level in ("mat", "toi_mat", "tuyet_mat"):
        assert (f"{SECRET} {level}" in said) is (level in levels)
    assert client.get("/collections/incidents/items").json()["numberMatched"] == 23 + len(levels)


def test_what_is_secret_is_stamped_where_it_is_shown_and_nowhere_else(planted):
    client = ask_service(planted, "internal")

    def notice(address):
        return client.get(address).json()["notice"]

    assert notice("/").startswith("TUYỆT MẬT – ")
    assert notice("/collections/incidents").startswith("TUYỆT MẬT – ")
    for level, stamp in {"mat": "MẬT – ", "toi_mat": "TỐI MẬT – ", "tuyet_mat": "TUYỆT MẬT – "}.items():
        asked = f"/collections/incidents/items?level={level}"
        assert notice(asked).startswith(stamp)
        (feature,) = client.get(asked).json()["features"]
        item = f"/collections/incidents/items/{feature['id']}"
        assert notice(item).startswith(stamp)
        assert stamp in client.get(f"{item}?f=html").text
    for address in ("/collections/markers", "/collections/incidents/items?level=none"):
        assert notice(address).startswith("Hồ sơ phát hành: Nội bộ")
    assert "border-gis:level" not in read_everything(client)


def test_answering_writes_nothing(shipped):
    client = ask_service(shipped, "public")
    version = shipped.whole_store.data_version()
    read_everything(client)
    assert shipped.whole_store.data_version() == version


def test_a_work_that_is_added_is_served_at_once(shipped):
    client = ask_service(shipped, "province")
    count = client.get("/collections/works/items").json()["numberMatched"]
    shipped.whole_store.add_works([build_work()])
    assert client.get("/collections/works/items").json()["numberMatched"] == count + 1


def test_an_application_of_another_address_links_there(shipped):
    url = "https://bien-gioi.internal/ogc"
    application = build_application(start_publication(shipped, "public"), url)
    client = TestClient(application, base_url="http://bien-gioi.internal")
    document = client.get("/collections/markers/items?limit=1").json()
    assert {link["href"].startswith(f"{url}/") for link in document["links"]} == {True}
    assert f'href="{url}/style.css"' in client.get("/?f=html").text
