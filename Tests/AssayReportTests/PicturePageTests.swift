import AssayReport
import Testing

@Suite struct PicturePageTests {
  @Test func whatMeansSomethingInMarkupIsEscaped() {
    let page = PicturePage(
      title: "a < b", text: "c & d",
      sections: [
        PicturePage.Section(
          heading: "<e>", text: "f > g", pictures: [PicturePage.Picture(file: "h\".png", words: "i 'j'")])
      ])
    let html = page.html
    #expect(
      html.contains("<h1>a &lt; b</h1>") && html.contains("<p>c &amp; d</p>") && html.contains("<h2>&lt;e&gt;</h2>"))
    #expect(html.contains("<img src=\"h&quot;.png\" alt=\"i &#39;j&#39;\"") && html.contains("<p>f &gt; g</p>"))
    #expect(html.hasPrefix("<!DOCTYPE html>") && !html.contains("<script"))
  }
}
