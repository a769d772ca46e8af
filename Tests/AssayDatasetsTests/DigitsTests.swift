import AssayDatasets
import AssayFixtures
import AssayTestSupport
import Testing

@Suite struct DigitsTests {
  @Test func countsAreThePublishedOnes() throws {
    #expect(Digits.all.count == 1797 && Digits.train.count == 1437 && Digits.test.count == 360)
    #expect(Digits.all.name == "digits" && Digits.train.name == "digits/train" && Digits.test.name == "digits/test")
    var counts = [Int](repeating: 0, count: 10)
    for index in 0..<Digits.all.count { counts[try Digits.all.label(at: index)] += 1 }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(Digits.all.imageSize.description == "1×8×8" && Digits.all.classNames.count == 10)
  }

  @Test func pixelsAreOnTheByteGrid() throws {
    var levels: Set<Float> = []
    for index in 0..<Digits.all.count { levels.formUnion(try Digits.all.example(at: index).image.values) }
    let bytes = (0...16).map { (Double($0) * 255 / 16).rounded() }
    #expect(levels == Set(bytes.map { Float($0) / 255 }))
    #expect(levels.count == 17)
  }

  @Test func partsCoverTheFileOnce() throws {
    var rows: [Int] = []
    for part in [Digits.train, Digits.test] {
      let examples = try part.examples(at: Array(0..<part.count))
      #expect(examples.map(\.index) == Array(0..<part.count))
      #expect(examples.map(\.sourceRow) == examples.map(\.sourceRow).sorted())
      for example in examples {
        let original = try Digits.all.example(at: example.sourceRow)
        #expect(example.image == original.image && example.label == original.label)
      }
      rows += examples.map(\.sourceRow)
    }
    #expect(rows.sorted() == Array(0..<1797))
  }

  @Test func embeddedFilesAreAlignedAndNamed() throws {
    let data = try EmbeddedFile.data("optdigits.csv")
    #expect(data.count == 264_712 && data.last == UInt8(ascii: "\n"))
    #expect(data.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) % 64 } == 0)
    #expect(kind { try EmbeddedFile.data("no such file") } == .missingFile)
  }

  @Test func agreeWithTheReferenceFigures() throws {
    guard let file = try GoldenFile.load("digits") else { return }
    let failures = file.check(claiming: ["data"]) { goldenCase in
      let rows = try goldenCase.input("test_index").integers
      let examples = try Digits.all.examples(at: rows)
      // Quantisation moves a pixel by half a step of 1/255 at most; 8/16 meets that bound.
      let pixels = compare(
        examples.flatMap(\.image.values), to: try goldenCase.input("x_test"),
        tolerance: GoldenTolerance(atol: 1.0 / 510 + 1e-7), role: "x_test")
      let labels = compare(
        examples.map(\.label), to: try goldenCase.input("y_test"), tolerance: GoldenTolerance(), role: "y_test")
      return [pixels, labels].compactMap(\.self)
    }
    #expect(failures.isEmpty, "\(failures)")
    // Other sets of figures may split the rows otherwise; the package's own split is that of set A.
    guard file.manifest["set"]?.string == "A", let data = file.cases.first(where: { $0.op == "data" }) else { return }
    let test = try Digits.test.examples(at: Array(0..<Digits.test.count))
    let train = try Digits.train.examples(at: Array(0..<Digits.train.count))
    #expect(try test.map(\.sourceRow) == data.input("test_index").integers)
    #expect(try train.map(\.sourceRow) == data.input("train_index").integers)
  }
}
