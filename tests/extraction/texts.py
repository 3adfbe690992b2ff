"""The sentences that made documents are made of, by language; written for this purpose.

Each value is a list of paragraphs. Words of policy documents, and what makes trouble in them:
numbers with units, dates, brackets, quotation marks of each language, abbreviations.
"""

PARAGRAPHS = {
    "en": [
        "The Smart City Plan 2019-2023 sets out how the government will work with cities over five years. It has three aims: better services, open data and lower emissions.",
        "Article 3 obliges every municipality of more than 300,000 people to publish a yearly report. The first reports were due on 1 March 2020, and 41 of 47 were on time.",
        "A total of 2.4 billion won was spent on pilot projects, of which 62 per cent went to transport. Flood sensors, street lights and waste collection shared the rest.",
        "Residents may object within thirty days after the plan has been displayed. Objections are answered in writing, and the answers are published with the plan itself.",
        "Where a city has no network of its own, the ministry lends equipment for two years. Maintenance stays with the owner, except in an emergency declared under section 12.",
        "The committee meets four times a year. Its members come from universities, companies, neighbourhood councils and the two research institutes named in the annex.",
        "Energy use in public buildings fell by 8.3 per cent between 2015 and 2018. The largest part of it came from heating, which is now controlled by weather forecasts.",
        "This brochure explains the programme in plain words. It is not the law; in any doubt, the text that was published in the official gazette is the one that counts.",
    ],
    "ko": [
        "스마트도시 종합계획은 2019년부터 2023년까지 다섯 해 동안 정부와 지방자치단체가 함께 추진할 과제를 정한다. 목표는 더 나은 서비스, 열린 데이터, 온실가스 감축이다.",
        "제3조에 따라 인구 30만 명 이상의 시는 해마다 보고서를 공개하여야 한다. 첫 보고서의 기한은 2020년 3월 1일이었으며, 47개 시 가운데 41개 시가 기한을 지켰다.",
        "시범사업에는 모두 24억 원이 쓰였고 그중 62퍼센트가 교통 분야에 배정되었다. 나머지는 침수 감지기, 가로등, 폐기물 수거에 나누어 쓰였다.",
        "주민은 계획이 공고된 날부터 30일 안에 의견을 낼 수 있다. 시장은 의견에 서면으로 답하고 그 결과를 계획과 함께 공개한다.",
        "자체 통신망이 없는 도시에는 국토교통부장관이 장비를 2년 동안 빌려준다. 유지관리는 소유자가 맡되, 제12조에 따라 선포된 재난 상황에서는 그러하지 아니하다.",
        "위원회는 한 해에 네 번 회의를 연다. 위원은 대학, 기업, 주민자치회와 별표에 적힌 두 연구기관에서 추천한 사람으로 한다.",
        "공공건물의 에너지 사용량은 2015년부터 2018년 사이에 8.3퍼센트 줄었다. 가장 큰 몫은 난방이었으며, 지금은 일기예보에 따라 조절한다.",
        "이 안내서는 사업을 쉬운 말로 설명한다. 법령은 아니며, 뜻이 갈릴 때에는 관보에 실린 글을 따른다.",
    ],
    "ja": [
        "スマートシティ基本計画は、二〇一九年から五年間に国と市町村が共に進める施策を定めるものである。",
        "人口三十万人以上の市は、毎年三月一日までに報告書を公表しなければならない。初年度は四十七市のうち四十一市が期限を守った。",
        "住民は、計画が公告された日から三十日以内に意見を提出することができる。市長は書面で回答し、その結果を公表する。",
        "公共施設のエネルギー使用量は三年間で八パーセント減少した。最も大きな割合を占めたのは暖房である。",
    ],
    "zh-Hans": [
        "智慧城市总体规划规定了2019年至2023年国家与地方政府共同推进的任务。目标是改善服务、开放数据和减少排放。",
        "人口超过三十万的城市应当每年公布报告。第一批报告的期限是三月一日，四十七个城市中有四十一个按时完成。",
        "居民可以在规划公布之日起三十日内提出意见。市政府应当以书面形式答复，并公开结果。",
        "公共建筑的能源消耗在三年间下降了百分之八，其中最大的部分来自供暖。",
    ],
    "zh-Hant": [
        "智慧城市總體規劃規定了2019年至2023年中央與地方政府共同推動的任務。目標是改善服務、開放資料和減少排放。",
        "人口超過三十萬的城市應當每年公布報告。第一批報告的期限是三月一日，四十七個城市中有四十一個準時完成。",
        "居民可以在規劃公布之日起三十日內提出意見。市政府應當以書面答覆，並公開結果。",
    ],
    "ru": [
        "План «Умный город» определяет, как правительство и города будут работать вместе в 2019-2023 годах. У него три цели: лучшие услуги, открытые данные и меньше выбросов.",
        "Каждый город с населением более 300 000 человек обязан ежегодно публиковать отчёт. Первые отчёты ожидались 1 марта 2020 года.",
        "Жители могут подать возражения в течение тридцати дней. Ответы даются в письменной форме и публикуются вместе с планом.",
    ],
    "uk": [
        "План «Розумне місто» визначає, як уряд і міста працюватимуть разом протягом п'яти років. Його цілі: кращі послуги, відкриті дані та менше викидів.",
        "Кожне місто з населенням понад 300 000 осіб зобов'язане щороку оприлюднювати звіт. Мешканці можуть подати заперечення протягом тридцяти днів.",
    ],
    "el": [
        "Το σχέδιο «Έξυπνη πόλη» ορίζει πώς θα συνεργαστούν η κυβέρνηση και οι δήμοι τα επόμενα πέντε χρόνια. Έχει τρεις στόχους: καλύτερες υπηρεσίες, ανοικτά δεδομένα και λιγότερους ρύπους.",
        "Κάθε δήμος με περισσότερους από 300.000 κατοίκους δημοσιεύει έκθεση κάθε χρόνο. Οι κάτοικοι μπορούν να υποβάλουν ενστάσεις μέσα σε τριάντα ημέρες.",
    ],
    "de": [
        "Der Plan «Intelligente Stadt» regelt, wie Bund und Gemeinden fünf Jahre lang zusammenarbeiten. Er hat drei Ziele: bessere Dienste, offene Daten und weniger Abgase.",
        "Jede Gemeinde mit mehr als 300.000 Einwohnern veröffentlicht jährlich einen Bericht. Einwände sind binnen dreißig Tagen möglich; sie werden schriftlich beantwortet.",
    ],
    "fr": [
        "Le plan « Ville intelligente » précise comment l'État et les communes travailleront ensemble pendant cinq années. Il a trois buts : de meilleurs services, des données ouvertes et moins d'émissions.",
        "Chaque commune de plus de 300 000 habitants publie un rapport annuel. Les habitants peuvent s'y opposer dans un délai de trente jours, à compter de l'affichage.",
    ],
    "pl": [
        "Plan „Inteligentne miasto” określa, jak rząd i gminy będą współpracować przez pięć lat. Ma trzy cele: lepsze usługi, otwarte dane i mniejszą emisję spalin.",
        "Każda gmina licząca ponad 300 000 mieszkańców ogłasza co roku sprawozdanie. Mieszkańcy mogą zgłosić sprzeciw w ciągu trzydziestu dni od wyłożenia planu.",
    ],
    "tr": [
        "Akıllı Şehir Planı, hükümetin ve belediyelerin beş yıl boyunca nasıl birlikte çalışacağını belirler. Üç amacı vardır: daha iyi hizmet, açık veri ve daha az salım.",
        "Nüfusu 300.000'den fazla olan her belediye yıllık rapor yayımlar. Halk, planın ilan edilmesinden sonra otuz gün içinde itiraz edebilir; yanıtlar yazılı olarak verilir.",
    ],
    "vi": [
        "Kế hoạch Thành phố thông minh quy định cách chính phủ và các thành phố cùng làm việc trong năm năm. Kế hoạch có ba mục tiêu: dịch vụ tốt hơn, dữ liệu mở và ít khí thải hơn.",
        "Mỗi thành phố có hơn 300.000 dân phải công bố báo cáo hằng năm. Người dân có thể gửi ý kiến trong vòng ba mươi ngày.",
    ],
    "ar": [
        "تحدد خطة المدينة الذكية كيف تعمل الحكومة مع المدن خلال خمس سنوات. ولها ثلاثة أهداف: خدمات أفضل وبيانات مفتوحة وانبعاثات أقل.",
        "تنشر كل بلدية تقريرا سنويا. ويجوز للسكان تقديم اعتراضاتهم خلال ثلاثين يوما من إعلان الخطة.",
    ],
    "he": [
        "תוכנית העיר החכמה קובעת כיצד הממשלה והערים יעבדו יחד במשך חמש שנים. יש לה שלוש מטרות: שירותים טובים יותר, נתונים פתוחים ופחות פליטות.",
        "כל עירייה מפרסמת דוח שנתי. תושבים רשאים להגיש התנגדות בתוך שלושים יום מיום פרסום התוכנית.",
    ],
    "th": [
        "แผนเมืองอัจฉริยะกำหนดว่ารัฐบาลและเมืองต่าง ๆ จะทำงานร่วมกันอย่างไรในช่วงห้าปี แผนนี้มีเป้าหมายสามข้อ คือบริการที่ดีขึ้น ข้อมูลเปิด และการปล่อยก๊าซน้อยลง",
        "เทศบาลทุกแห่งต้องเผยแพร่รายงานประจำปี ประชาชนสามารถยื่นข้อคัดค้านได้ภายในสามสิบวัน",
    ],
}
