import Testing

/// The public shrinking challenge: every seed is to end at the best form known, within few trials.
@Suite struct ChallengeTests {
  private struct Row: Sendable {
    let place: Int
    let results: [Challenge.Result]
  }

  static let challenges: [Challenge] = [
    .bound5, .largeUnionList, .reverse, .calculator, .coupling, .deletion, .differenceIsNotZero,
    .differenceIsNotSmall, .differenceIsNotOne, .distinct, .lengthList, .nestedLists, .binaryHeap,
  ]

  @Test func everySeedReachesTheBestForm() async throws {
    let rows = try await withThrowingTaskGroup(of: Row.self) { group in
      for (place, challenge) in Self.challenges.enumerated() {
        group.addTask {
          var results: [Challenge.Result] = []
          for seed in Challenge.seeds { if let result = try await challenge.run(seed) { results.append(result) } }
          return Row(place: place, results: results)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    var table = ["challenge             reach the best    trials: median, most    best form, and what else was reached"]
    for row in rows.sorted(by: { $0.place < $1.place }) {
      let challenge = Self.challenges[row.place]
      let reached = row.results.count { $0.minimum == challenge.best }
      table.append(Self.text(of: row, reached: reached))
      #expect(row.results.count == Challenge.seeds.count, "\(challenge.name): some seeds found nothing")
      #expect(
        Double(reached) >= challenge.share * Double(Challenge.seeds.count),
        "\(challenge.name): \(Set(row.results.map(\.minimum)).sorted())")
      #expect(row.results.allSatisfy { $0.stop == .fixpoint }, "\(challenge.name) was stopped")
    }
    print(table.joined(separator: "\n"))
  }

  private static func text(of row: Row, reached: Int) -> String {
    let challenge = challenges[row.place]
    let trials = row.results.map(\.trials).sorted()
    let others = Dictionary(grouping: row.results.map(\.minimum).filter { $0 != challenge.best }) { $0 }
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { "; \($0.value.count) × \($0.key)" }
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let median = trials.isEmpty ? 0 : trials[trials.count / 2]
    return padded(challenge.name, 22) + padded("\(reached) of \(row.results.count)", 18)
      + padded("\(median), \(trials.last ?? 0)", 24) + challenge.best + others.joined()
  }
}
