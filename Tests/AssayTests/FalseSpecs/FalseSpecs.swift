import Assay
import AssayFixtures
import Synchronization
import Testing

/// Claims that are false, to see how they fail. They run only in the process that ``FalseRun`` starts.
@Suite(.enabled(if: FalseRun.isInside, "only in the process that FailingSpecTests starts"), .seed(2026))
struct FalseSpecs {
  let digits = Digits.test
  let standard: Network
  let robust: Network

  init() throws {
    standard = try FixtureModel.digitsStandard
    robust = try FixtureModel.digitsAdversarial
  }

  @Test func flip() async throws {
    try await check(
      robust, on: digits,
      .always("a horizontal flip keeps the label") { model, example in
        try model.label(of: example.image.flippedHorizontally()) == model.label(of: example.image)
      })
  }

  @Test func attack() async throws {
    try await check(standard, on: digits, .accuracy(under: .pgd(.linf(0.15), steps: 40), atLeast: 0.5))
  }

  @Test func pairOfChecks() async throws {
    try await check(standard, on: digits, .accuracy(atLeast: 1))
    try await check(robust, on: digits, .accuracy(atLeast: 1))
  }

  @Test func comparison() async throws {
    try await check(
      robust, against: robust, on: digits, .closerSaliency(by: .gradient, under: .pgd(.linf(0.1), steps: 2)))
  }

  @Test func expectation() async throws {
    try await forAll(.int(in: 0...1000), .example(of: digits)) { number, example in
      #expect(number < 50, "numbers are small")
    }
  }

  @Test func brightening() async throws {
    try await forAll(.example(of: digits), .float(in: 0...1)) { example, amount in
      try #expect(robust.label(of: example.image.brightened(by: amount)) == robust.label(of: example.image))
    }
  }

  @Test func requirement() async throws {
    try await forAll(.int(in: 0...1000)) { number in try #require(number * 2 < 50) }
  }

  @Test func thrownError() async throws {
    try await forAll(.string()) { text in
      if text.count > 2 { throw AssayError(.malformedData, "too long", found: "\(text.count)") }
    }
  }

  private static let runs = Mutex(0)

  @Test func flakyStatement() async throws {
    try await check(
      robust, on: digits.prefix(1),
      .always("the first run fails") { _, _ in
        Self.runs.withLock {
          $0 += 1
          return $0 > 1
        }
      })
  }

  private static let cases = Mutex(0)

  @Test func flakyCase() async throws {
    try await forAll(.int(in: 0...9)) { _ in
      let isFirst = Self.cases.withLock {
        $0 += 1
        return $0 == 1
      }
      #expect(!isFirst)
    }
  }

  @Test(.cases(10)) func tooFewCases() async throws {
    try await check(robust, on: digits, .accuracy(under: .pgd(.linf(0.2), steps: 2), atLeast: 0.85))
  }

  @Test(.cases(10), .allowsUndecided) func tooFewCasesAllowed() async throws {
    let verdict = try await check(robust, on: digits, .accuracy(under: .pgd(.linf(0.2), steps: 2), atLeast: 0.85))
    #expect(verdict.outcome == .undecided)
  }

  private static let draws = Mutex(0)

  @Test func unsteadyGenerator() async throws {
    let unsteady = Generator<Int> { source in
      let count = Self.draws.withLock {
        $0 += 1
        return $0
      }
      return try source.integer(in: 1...(9 + count))
    }
    try await forAll(unsteady) { #expect($0 < 1) }
  }

  @Test func twoBugs() async throws {
    try await forAll(.int(in: 0...100_000)) { number in
      #expect(number < 700 || number % 2 == 1, "even")
      #expect(number < 500 || number % 2 == 0, "odd")
    }
  }

  @Test func climbed() async throws {
    try await forAll(.int(in: 0...1_000_000_000)) { number in
      try target(-abs(Double(number) - 123_456_789))
      #expect(!(123_456_700...123_456_800).contains(number))
    }
  }

  @Test func tooRare() async throws {
    try await forAll(.int(in: 0...99)) { number in
      try cover(number == 1000, "thousands", atLeast: 0.1)
      try label("any")
    }
  }

  @Test(.suppress(.filterTooMuch), .cases(2)) func greedyFilterMeant() async throws {
    try await forAll(.int(in: 0...999_999).filter { $0 % 100 == 7 }) { #expect($0 % 100 == 7) }
  }

  @Test(.enabled(if: FalseRun.word != nil), .replay(FalseRun.word ?? "")) func replayed() async throws {
    try await forAll(.int(in: 0...1000)) { #expect($0 < 50) }
  }

  @Test(.enabled(if: FalseRun.word != nil), .replay(FalseRun.word ?? ""), arguments: [10, 20])
  func replayedArgument(limit: Int) async throws {
    try await forAll(.int(in: 0...1000)) { #expect($0 < limit) }
  }

  @Test func cancelledLate() async throws {
    let runs = Mutex(0)
    let task = Task {
      try await forAll(.int(in: 0...1_000_000)) { number in
        let count = runs.withLock {
          $0 += 1
          return $0
        }
        if count == 25 { withUnsafeCurrentTask { $0?.cancel() } }
        #expect(number < 50)
      }
    }
    try await task.value
  }

  @Test func nested() async throws {
    try await forAll(.int(in: 0...1000)) { limit in
      try await forAll(.int(in: 0...1000)) { number in
        #expect(number < 50 || limit < 20)
      }
    }
  }

  @Test(.budget(.nanoseconds(1))) func noTime() async throws {
    try await forAll(.int(in: 0...9)) { #expect($0 < 10) }
  }

  @Test func allDiscarded() async throws {
    try await forAll(.int(in: 0...9)) { try assume($0 > 9) }
  }

  @Test func greedyFilter() async throws {
    try await forAll(.int(in: 0...1_000_000).filter { $0 % 99_991 == 7 }) { #expect($0 > 0) }
  }

  @Test(.cases(0)) func noCases() async throws {
    try await check(robust, on: digits, .accuracy(atLeast: 0.5))
  }

  @Test(.confidence(1)) func certainty() async throws {
    try await check(robust, on: digits, .accuracy(atLeast: 0.5))
  }

  @Test func negativeEpsilon() async throws {
    try await check(robust, on: digits, .accuracy(under: .pgd(.linf(-0.1)), atLeast: 0.5))
  }

  @Test func checkInsideForAll() async throws {
    try await forAll(.double(in: 0.5...1)) { threshold in
      try await check(robust, on: digits, .accuracy(atLeast: threshold))
    }
  }

  @Test func known() async throws {
    await withKnownIssue("a flip is no small change") {
      try await check(
        robust, on: digits,
        .always("a vertical flip keeps the label") { model, example in
          try model.label(of: example.image.flippedVertically()) == model.label(of: example.image)
        })
    }
  }

  @Test func knownCase() async throws {
    await withKnownIssue { try await forAll(.int(in: 0...1000)) { #expect($0 < 50) } }
  }

  @Test func knownByItsComment() async throws {
    try await withKnownIssue {
      try await forAll(.int(in: 0...1000)) { #expect($0 < 50, "too many") }
    } matching: { issue in
      issue.comments.contains("too many")
    }
  }

  @Test func knownOtherwise() async throws {
    try await withKnownIssue(isIntermittent: true) {
      try await forAll(.int(in: 0...1000)) { #expect($0 < 50, "too many") }
    } matching: { issue in
      issue.comments.contains("too few")
    }
  }

  @Test func knownInsideCase() async throws {
    try await forAll(.int(in: 0...1000)) { number in
      withKnownIssue { #expect(number < 0) }
    }
  }

  @Test(arguments: [10, 20]) func argument(limit: Int) async throws {
    try await forAll(.int(in: 0...1000)) { #expect($0 < limit) }
  }

  @Test func recordedIssue() async throws {
    try await forAll(.int(in: 0...1000), .int(in: 0...1000), .int(in: 0...1000)) { a, b, c in
      if a > b, b > c { Issue.record("not in order") }
    }
  }

  @Test func childTask() async throws {
    try await forAll(.int(in: 0...1000), .boolean, .boolean, .boolean, .boolean) { number, _, _, _, last in
      async let checked: Void = { #expect(number < 50 || !last) }()
      await checked
    }
  }

  @Test func images() async throws {
    let grey = Generator<Image> { source in
      let level = try source.float(in: 0...1)
      return try Image(size: ImageSize(channels: 1, height: 8, width: 8), values: Array(repeating: level, count: 64))
    }
    try await forAll(.array(of: grey)) { images in #expect(images.count < 2) }
  }
}
