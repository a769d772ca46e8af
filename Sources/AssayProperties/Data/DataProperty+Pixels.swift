import AssayBase
import AssayDatasets

extension DataProperty where Subject == Dataset {
  /// Pixels are numbers in [0, 1] that make use of that range, and no image is of one value.
  ///
  ///     try await check(train, .usablePixels())
  ///
  /// Falsified by images that are constant, or hold a value that is none or is outside [0, 1]; and as a whole by data
  /// that look divided by 255 twice (nothing above 1/255), cut to [0, 1] when they were 0–255 or normalised (nothing
  /// but 0 and 1), or that span less than `span`.
  ///
  /// - Parameters:
  ///   - span: The least distance between the darkest and the brightest value of the data set, from 0 to 1.
  ///   - allowsBinary: Whether images of nothing but 0 and 1 are what is meant.
  public static func usablePixels(span: Double = 0.25, allowsBinary: Bool = false) -> DataProperty {
    DataProperty("usable pixels", validating: { try Claim.rate(atLeast: span).validate() }) { data, examination in
      let sketches = try DatasetSketch([data], examination.progress).sketches[0]
      let faulty = sketches.indices.compactMap { index in fault(of: sketches[index]).map { (index: index, words: $0) } }
      var lines = faulty.prefix(DataFindings.shownExamples).map { "#\($0.index) \($0.words)" }
      if faulty.count > lines.count { lines.append("and \(faulty.count - lines.count) more") }
      if !faulty.isEmpty { lines.insert("\(faulty.count) of \(data.count) images are of no use", at: 0) }
      let whole = wholeFault(sketches.filter(\.isValid), span: span, allowsBinary: allowsBinary)
      if let whole { lines.append(whole) }
      var findings = DataFindings(
        cases: data.count, failures: whole == nil ? faulty.count : data.count, lines: lines)
      findings.panels = try faulty.prefix(3).filter { sketches[$0.index].isValid }.compactMap {
        DataFindings.panel(try data.example(at: $0.index), of: data, [$0.words])
      }
      return findings
    }
  }

  private static func fault(of sketch: ExampleSketch) -> String? {
    if !sketch.isValid { return "has values that are no numbers from 0 to 1" }
    return sketch.least == sketch.most ? "has one value, \(sketch.least), everywhere" : nil
  }

  /// What is wrong with all images together.
  private static func wholeFault(_ sketches: [ExampleSketch], span: Double, allowsBinary: Bool) -> String? {
    guard let least = sketches.map(\.least).min(), let most = sketches.map(\.most).max() else { return nil }
    if most > 0, most <= 1.001 / 255 { return "no value is above 1/255: the pixels look divided by 255 twice" }
    if !allowsBinary, sketches.allSatisfy(\.isBinary) {
      return "no value is between 0 and 1: the pixels look like 0–255, or normalised, and then cut to [0, 1]"
    }
    let found = Double(most) - Double(least)
    return found < span ? "all values lie from \(least) to \(most), which spans less than \(Verdict.share(span))" : nil
  }
}
