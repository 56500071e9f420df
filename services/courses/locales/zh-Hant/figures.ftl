## 從瀏覽到出席
measure-courses-views = 課程頁瀏覽次數
measure-courses-views-definition = 第一場在期間內的已公告課程，課程頁被打開的次數；不用 Cookie、不認人，同一人開兩次算兩次，自稱為搜尋程式的不計。
measure-courses-asked = 報名人數
measure-courses-asked-definition = 第一場在期間內的已公告課程，報名所含的人數（含候補、待審核、未錄取與取消），含所有管道。
measure-courses-confirmed = 正取人數
measure-courses-confirmed-definition = 第一場在期間內的已公告課程，目前有名額的人數。
measure-courses-came = 出席人數
measure-courses-came-definition = 第一場在期間內的已公告課程，有名額而至少報到一場的人數；只點人數、沒有姓名的不計。
funnel-title = 從瀏覽到出席
funnel-lead = 期間內開始的課程：課程頁打開幾次、多少人報名、多少人有名額、多少人到場。
funnel-said = 括號內為占前一步的比率；瀏覽以次計，其餘以人計。
funnel-of = { $number }（{ $share }）
funnel-begins = 第一場
funnel-courses = 各課程
funnel-none = 期間內沒有已公告的課程。
funnel-cut = 課程太多，未全部列出；合計仍含全部課程。

## 各行政區
reach-title = 各行政區活動
reach-lead = 期間內在哪些行政區辦了活動，哪些還沒有。
reach-of = { $count }／{ $all }
reach-all = 行政區有活動
reach-remote = 偏遠地區有活動
reach-indigenous = 原住民區有活動
reach-map = 各行政區場次圖
reach-map-said = 每格一個行政區，大致依地理位置排列；數字為場次，橫條為與最多者相比。虛線框表示還沒有活動，粗框表示偏遠地區。圖中數字與下表相同。
reach-kind = 類別
reach-is-remote = 偏遠
reach-is-indigenous = 原住民區
reach-is-none = 尚無活動
reach-elsewhere = 另有 { $count } 場為線上、在外縣市或未填行政區。
reach-only = 只列 { $district } 的場次。
