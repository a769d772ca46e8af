import AssayBase
import Testing

/// One line says where, what, what was expected and found, and what to do.
@Suite struct AssayErrorTests {
  @Test func fullDescription() {
    let error = AssayError(
      .shapeMismatch, "images do not fit", expected: "N×1×8×8", found: "2×3", at: "file a", advice: "Resize them")
    #expect(error.description == "file a: images do not fit; expected N×1×8×8, found 2×3. Resize them")
  }

  @Test func partsMayBeMissing() {
    #expect(AssayError(.empty, "nothing there").description == "nothing there")
    #expect(AssayError(.empty, "odd", found: "3").description == "odd; found 3")
    #expect(AssayError(.empty, "odd", expected: "2").description == "odd; expected 2")
    #expect(AssayError(.empty, "odd", at: "here").description == "here: odd")
    #expect(AssayError(.empty, "odd", advice: "Do it").description == "odd. Do it")
  }

  @Test func locationsNestFromTheOutside() {
    let inner = AssayError(.notFinite, "NaN", expected: "a number", found: "nan", at: "tensor w", advice: "Retrain")
    let outer = inner.located(at: "file a").located(at: "corpus")
    #expect(outer.location == "corpus, file a, tensor w")
    #expect(outer.kind == inner.kind && outer.found == "nan" && outer.advice == "Retrain")
    #expect(AssayError(.empty, "nothing").located(at: "file").location == "file")
  }

  @Test func kindsHaveTheirOwnNames() {
    #expect(Set(AssayError.Kind.allCases.map(\.rawValue)).count == AssayError.Kind.allCases.count)
  }
}
