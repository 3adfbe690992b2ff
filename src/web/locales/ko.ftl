# 사이트의 한국어 문구. en.ftl과 같은 메시지를 담는다.

language-name = 한국어

## 모든 쪽

site-description = 세계 여러 나라의 법률, 계획, 보고서, 연설을 국가, 연도, 주제별로 전문 검색하고 답이 있는 쪽을 바로 엽니다.
skip = 본문으로 건너뛰기
nav-main = 주 메뉴
nav-search = 검색
nav-browse = 둘러보기
nav-coverage = 소장 현황
nav-help = 도움말
nav-language = 언어
nav-look = 화면 모드
look-auto = 시스템 설정
look-light = 밝게
look-dark = 어둡게
search-label = 아카이브 검색
search-button = 검색
footer-about = 공공정책 아카이브입니다. 문서의 이용 조건은 각 문서 쪽에 표시합니다.
footer-licences = 아카이브 소개
as-table = 표로 보기
where-from = 이전 위치

## 숫자와 날짜

documents = 문서 { $number }건
countries = { $number }개 국가·기구
matches = { $number }곳 일치
per-cent = { $number }%
size-bytes = { $number }바이트
size-kilobytes = { $number }kB
size-megabytes = { $number }MB
range = { $from }~{ $until }
range-from = { $from }부터
range-until = { $until }까지
date-day = { $year }년 { $month } { $day }일
date-month = { $year }년 { $month }
date-about = { $date }경
date-decade = { $year }년대
month = { $month }월

## 이름

not-stated = 정보 없음
facet-country = 국가
facet-year = 연도
facet-topic = 주제
facet-type = 유형
facet-lang = 언어
facet-text = 본문
facet-status = 상태
facet-subject = 다루는 국가
facet-year-source = 연도의 근거
facet-country-source = 국가의 근거
origin-person = 사람
origin-manifest = 목록 파일
origin-sidecar = 딸린 파일
origin-file = 파일 자체
origin-text = 본문
origin-name = 파일 이름
origin-none = 없음
status-upcoming = 시행 예정
status-in-force = 시행 중
status-past = 종료
text-good = 양호
text-doubtful = 일부 불확실
text-recognised = 문자 인식(OCR)
text-none = 본문 없음
paging-pages = { $number }쪽
paging-pages-one = 쪽
paging-pages-numbered = { $page }쪽
paging-slides = 슬라이드 { $number }장
paging-slides-one = 슬라이드
paging-slides-numbered = 슬라이드 { $page }
paging-sheets = 시트 { $number }개
paging-sheets-one = 시트
paging-sheets-numbered = 시트 { $page }
paging-chapters = { $number }개 장
paging-chapters-one = 장
paging-chapters-numbered = { $page }장
paging-sections = { $number }개 구간
paging-sections-one = 구간
paging-sections-numbered = 구간 { $page }
field-title = 제목
field-country = 국가
field-subject-country = 다루는 국가
field-published = 발행일
field-adopted = 제정·개정일
field-valid-from = 시행일
field-valid-until = 종료일
field-language = 언어
field-type = 유형
field-topic = 주제
field-work = 원 저작(판본)
field-number = 번호
field-issuer = 발행 기관
field-author = 작성자
field-licence = 이용 조건
field-source = 출처
outcome-added = 본문 수록
outcome-updated = 갱신
outcome-unchanged = 변동 없음
outcome-duplicate = 중복
outcome-no-text = 본문 없음(그림으로 된 쪽)
outcome-encrypted = 암호로 잠김
outcome-unsupported = 아직 읽을 수 없는 형식
outcome-damaged = 손상된 파일
outcome-over-limit = 한도 초과
outcome-timed-out = 읽기 시간 초과
outcome-wrong-checksum = 체크섬 불일치
outcome-crashed = 읽기 실패
source-person = { $name } 정정
source-manifest = { $name } { $row }행
source-sidecar = { $name }
source-file = 파일 자체 정보({ $name })
source-text = { $name }쪽 본문
source-text-range = { $name }쪽 본문 { $from }~{ $until }번째 글자
source-name = 파일 이름

## 첫 화면

home-title = 공공정책 전문 검색
home-heading = 세계의 정책을 원문 그대로
home-lead = 법률, 계획, 보고서, 연설을 국가, 연도, 주제별로 전문 검색하고 답이 있는 쪽을 바로 엽니다.
home-empty = 아카이브가 비어 있습니다. 아직 수집한 문서가 없습니다.
home-holdings = { $documents }, { $countries }, { $years }
home-by-year = 연도별
home-by-country = 국가별
home-by-topic = 주제별
home-latest = 새로 수록한 문서
home-upcoming = 시행 예정
home-begun = 최근 시행
years-summary = { $first }년부터 { $last }년까지. { $most }년이 가장 많습니다({ $number }건).
countries-summary = { $number }개 국가·기구. { $most }의 문서가 가장 많습니다({ $documents }).
more-countries = { $number }개 더 보기
more-of-these = 모두 보기
column-documents = 문서 수
column-number = 수
column-what = 항목
valid-from = { $day } 시행

## 검색

search-form = 검색어와 조건
filters = 검색 조건
year-from = 시작
year-until = 끝
choice-more = { $number }개 더 보기
choice-years = 연도 하나씩 고르기({ $number })
choice-left-out = 문서가 적은 { $number }개는 표시하지 않았습니다. 조건을 좁히면 볼 수 있습니다.
as-of = 기준일
as-of-label = 상태 기준일
apply = 적용
applied = 적용한 조건
remove-filter = 조건 해제
remove-all-filters = 모든 조건 해제
years-heading = 연도별 문서 수
nothing = 조건에 모두 맞는 문서가 없습니다.
nothing-words = 낱말을 줄이거나 바꾸어 보세요. 다른 길:
nothing-browse = 국가, 연도, 주제별로 둘러보기
nothing-filters = 위의 조건을 하나 해제하거나, 낱말을 줄이거나 바꾸어 보세요.
nothing-here = 목록의 이 부분에는 문서가 없습니다.
order = 정렬
sort-relevance = 관련도순
sort-newest = 최신순
sort-oldest = 오래된 순
status-as-of = 상태 기준일: { $day }
turn-list = 목록 넘기기
previous = 이전
next = 다음
matching-pages-of = { $pages } 가운데 { $number }쪽 일치
sentence-all = 모든 문서
sentence-match = ‘{ $query }’에 맞는 문서
sentence-filter = { $facet }: { $values }
sentence-status = { $facet }: { $values }({ $day } 기준)
sentence-or = {" 또는 "}
unknown-parameter = 이 사이트에 없는 매개변수 ‘{ $name }’은(는) 무시했습니다.

## 낱말 도움

also-searched = 함께 검색한 말:
switch-off = 빼기
switch-on = 함께 검색
did-you-mean = 이것을 찾으셨나요?
filter-by = 조건으로 찾기:
little-heading = 부분별로 찾은 결과
without = { $what } 없이
unsearchable = 본문이 없어 검색할 수 없는 문서가 { $number }건 있습니다.
why-here = 왜 여기에?
back-to-answer = 결과로 돌아가기
explain-heading = 이 문서가 여기 있는 까닭
explain-place = { $total } 가운데 { $position }번째.
explain-far = 맞는 문서이지만 순위가 너무 뒤입니다.
explain-no-match = 맞지 않는 문서입니다.
explain-parts = 질문의 각 부분이 더한 점수
explain-part = 찾은 말
explain-kind = 종류
explain-in-title = 제목에서
explain-in-text = 본문에서
explain-score = 점수
explain-pages = 쪽
explain-sum = 합계
explain-filter = 조건
explain-asked = 요청
explain-has = 문서의 값
explain-passes = 통과
explain-sentences = 문장으로
basis-page = 가장 잘 맞는 쪽을 기준으로 한 순위입니다.
basis-document = 문서 전체를 기준으로 한 순위입니다.
basis-date = 날짜를 기준으로 한 순위입니다.
part-word = 낱말
part-beginning = 낱말의 앞부분
part-similar = 비슷한 낱말
part-phrase = 구절
part-near = 가까이 있는 낱말
part-within = 긴 낱말의 일부
part-synonym = 같은 뜻의 다른 말
part-pairs = 두 음절
part-not-counted = 세지 않음
yes = 예
no = 아니요
related-like = 비슷한 내용의 문서
related-cited = 이 문서를 인용한 문서
related-words = 공통 낱말: { $words }
related-by = 인용: { $by }

## 문서

take-along = 내려받기:
permalink = 고정 링크
cite = 인용
back-to-search = 검색으로 돌아가기:
withdrawn = 공개를 철회한 문서입니다:
open-original = 원문 열기
text-not-in = 본문이 아카이브에 없습니다: { $outcome }
status-on-day = { $status }({ $day } 기준)
validity-heading = 시행 기간
validity = { $range } 시행.
matches-heading = 일치하는 쪽
known-heading = 문서 정보
why = 근거
why-rule = 규칙:
why-taken = 채택.
why-not-taken = 채택하지 않음.
why-ended = { $day }부터 유효하지 않음.
certainty-certain = 확실
certainty-likely = 유력
certainty-guess = 추정
versions-heading = 판본
versions-valid = 시행 기간
versions-version = 판본
versions-this = 이 문서
versions-compare = 비교
versions-button = 바뀐 내용 보기
proposed-heading = 같은 저작의 판본일 수 있는 문서
offered-as = 수집한 이름
added-on = 수록일
checksum = 원문의 SHA-256
part-of = 이 문서가 들어 있던 문서
parts = 이 문서에 들어 있는 문서
note-sections = 쪽이 없는 형식이어서 구간으로 나누었습니다.
note-unread = 본문이 없어 문자 인식이 필요한 쪽: { $pages }.
note-doubtful = 본문을 믿기 어려운 쪽: { $pages }.
note-recognised = 기계가 문자를 인식한 쪽: { $pages }.
go-to = 바로 가기
open = 열기
contents = 차례
headings = 제목

## 바뀐 내용

changes-heading = 바뀐 내용
changes-from = 이전
changes-to = 이후
changes-legend = 본문 표시:
change-equal = 같은 부분 { $number }개
change-changed = 바뀜
change-removed = 삭제
change-added = 신설
change-articles = 조문
change-paragraphs = 문단
change-summary = { $unit }: 같음 { $equal }, 바뀜 { $changed }, 신설 { $added }, 삭제 { $removed }.
change-left-out = 표시하지 않은 부분 { $number }개.

## 쪽

of = /
turn-pages = 문서 쪽 넘기기
previous-page = 이전
next-page = 다음
previous-match = 이전 일치
next-match = 다음 일치
open-original-here = 원문에서 이 쪽 열기
beside-on = 원문을 나란히 보기
beside-off = 본문만 보기
original-beside = 원문
page-empty = 이 쪽의 본문은 아카이브에 없습니다. 스캔한 그림일 수 있으니 원문을 확인하세요.
page-recognised = 기계가 인식한 본문입니다. 확신도 { $confidence }.
page-unread = 본문에 담기지 않은 내용이 있거나 본문을 믿기 어렵습니다. 원문을 확인하세요.
page-noise = 본문 일부가 깨져 있습니다. 원문을 확인하세요.

## 둘러보기

browse-heading = 아카이브 둘러보기
browse-lead = 모든 문서에 이르는 단순한 목록입니다.
browse-country = 국가별
browse-year = 연도별
browse-topic = 주제별
browse-type = 유형별
browse-lang = 언어별
browse-all = 전체 { $number }개
initials = 첫 글자
search-here = 이 안에서 검색
list-description = { $heading }: { $total }

## 추이와 정의

nav-trends = 추이
nav-compare = 정의 비교
trends-heading = 용어의 추이
trends-lead = 용어가 언제 어디에서 나타났고 누가 처음 썼는지 봅니다.
trends-button = 보기
trends-share = 해마다 그 용어를 쓴 문서의 비율
trends-first = 국가별 사용과 첫 사용
trend-summary = { $documents }, { $occurrences }번. { $first }년에 처음, { $most }년에 가장 많이 쓰임.
term = 용어
share = 비율
first-use = 첫 사용
examples = 예:
compare-heading = 용어의 정의
compare-lead = 문서가 스스로 밝힌 정의를 국가, 연도, 쪽과 함께 나란히 봅니다.
compare-button = 정의 찾기
compare-this = 이 정의 비교
compare-two = 둘의 차이 보기
definitions = 정의 { $number }개
definitions-summary = 용어가 있는 { $documents }에서 { $definitions }를 찾았습니다.

## 소장 현황

coverage-heading = 아카이브에 있는 것
coverage-lead = 검색할 수 없는 것도 함께 밝혀, 답에서 무엇이 빠질 수 있는지 알 수 있게 합니다.
coverage-numbers = 수량
coverage-outcomes = 파일을 읽은 결과
coverage-countries = 국가별 현황과 빠진 연도
coverage-without-text = 본문 없음
coverage-years = 연도
coverage-missing = 그 사이 빠진 연도
coverage-origins = 정보의 근거
coverage-documents = 문서
coverage-pages = 쪽
coverage-pages-without-text = 본문이 없는 쪽
coverage-pages-recognised = 기계가 인식한 쪽
coverage-pages-doubtful = 본문을 믿기 어려운 쪽
coverage-text = 본문 분량
coverage-originals = 원문 분량

## 도움말

help-heading = 검색 방법
help-lead = 낱말을 입력하면 문서 안 어디에든 그 낱말이 모두 있는 문서를 찾습니다. 아래 예는 눌러서 실행할 수 있습니다.
help-written = 입력
help-means = 뜻
help-words = 두 낱말이 문서 안 어디에든 모두 있음(어형 변화 포함)
help-phrase = 이어진 구절
help-near = 서로 5낱말 이내
help-without = 둘째 낱말이 없음
help-or = 둘 중 하나
help-group = 괄호로 묶기
help-prefix = 이렇게 시작하는 낱말
help-title = 제목에 있음
help-country = 이 국가들의 문서
help-year = 이 기간에 발행
help-type = 한국어 법률
help-as-of = 그날을 기준으로 한 법률의 상태
help-korean = 한국어는 조사가 붙어 있어도 찾음
help-status-heading = 종료, 시행 중, 시행 예정
help-status = 법률이나 계획은 시행일부터 다음 판본이 시행될 때까지 시행 중입니다. 검색 조건에서 날짜를 고르면 그날의 상태를 볼 수 있습니다.
help-pages-heading = 쪽
help-pages = 답마다 가장 잘 맞는 쪽을 보여 줍니다. 쪽을 누르면 낱말을 표시한 본문이 열리고, 원문도 같은 쪽에서 열 수 있습니다.
help-keyboard-heading = 마우스 없이
help-keyboard = 모든 기능을 키보드로 쓸 수 있고, 자바스크립트 없이도 작동합니다.

## 소개

about-heading = 이 아카이브는
about-original = 모든 문서를 받은 그대로 한 바이트도 바꾸지 않고 SHA-256 이름으로 보관합니다. 본문은 쪽마다 읽으며, 그림으로 된 쪽은 기계가 인식했을 수 있고 그 사실을 표시합니다.
about-metadata = 문서에 관한 정보(국가, 날짜, 주제)에는 언제나 근거가 따릅니다. 모르는 것은 ‘정보 없음’으로 표시합니다.
about-licences = 이용 조건
about-documents = 문서마다 이용 조건이 다릅니다. 알려진 조건은 문서 쪽에 표시합니다.
about-software = 이 사이트는 자유 소프트웨어 Regesta(MIT 또는 Apache License 2.0)로 운영합니다.
about-map = 지도는 Natural Earth(퍼블릭 도메인)로 만들었습니다. 경계선은 어떤 영토에 대한 견해도 나타내지 않습니다.
about-names = 국가와 언어의 이름은 유니코드 CLDR(Unicode License)을 따릅니다.
about-machines-heading = 기계를 위하여
about-machines = 여기서 물을 수 있는 것은 모두 JSON으로도 물을 수 있습니다:
about-privacy-heading = 개인정보
about-privacy = 이 사이트는 다른 곳에서 아무것도 불러오지 않으며 누구도 추적하지 않습니다. 고르신 언어와 화면 모드만 브라우저의 쿠키에 저장합니다.

## 문제

problem-not-found = 찾을 수 없습니다
problem-withdrawn = 철회된 문서입니다
problem-busy = 지금은 너무 붐빕니다
problem-asked = 답할 수 없는 요청입니다
problem-ours = 문제가 생겼습니다
to-first-page = 첫 화면으로
