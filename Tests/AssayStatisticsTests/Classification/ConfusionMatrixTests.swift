import AssayBase
import AssayStatistics
import AssayTestSupport
import Testing

@Suite struct ConfusionMatrixTests {
  @Test func rowsAreLabels() throws {
    let matrix = try ConfusionMatrix(labels: [0, 0, 0, 1], predictions: [0, 0, 1, 1], classCount: 3)
    #expect(matrix.counts == [[2, 1, 0], [0, 1, 0], [0, 0, 0]] && matrix.total == 4 && matrix.accuracy == 0.75)
    #expect(matrix.recalls == [2.0 / 3, 1, nil])
    #expect(abs(matrix.balancedAccuracy - 5.0 / 6) < 1e-15)
    // By hand: chance agrees with (3·2 + 1·2) / 16 = 0.5.
    #expect(abs(matrix.kappa - 0.5) < 1e-15)
  }

  @Test func kappaOfAConstantIsZero() throws {
    #expect(try ConfusionMatrix(labels: [1, 1], predictions: [1, 1], classCount: 2).kappa == 0)
  }

  @Test func unusableListsAreRefused() {
    #expect(throws: AssayError.self) { try ConfusionMatrix(labels: [], predictions: [], classCount: 2) }
    #expect(throws: AssayError.self) { try ConfusionMatrix(labels: [0], predictions: [], classCount: 2) }
    #expect(throws: AssayError.self) { try ConfusionMatrix(labels: [0], predictions: [2], classCount: 2) }
    #expect(throws: AssayError.self) { try ConfusionMatrix(labels: [-1], predictions: [0], classCount: 2) }
  }

  @Test func agreesWithTheReferenceKappas() throws {
    guard let file = try GoldenFile.load("classification") else { return }
    for golden in file.cases where golden.op == "cohen_kappa" {
      let (a, b) = (try golden.input("a").integers, try golden.input("b").integers)
      let matrix = try ConfusionMatrix(labels: a, predictions: b, classCount: golden.params["classes"]?.int ?? 0)
      let expected = try #require(golden.expectedValues["unweighted"]?.double)
      #expect(abs(matrix.kappa - expected) < 1e-9, "\(golden.name)")
    }
  }
}
