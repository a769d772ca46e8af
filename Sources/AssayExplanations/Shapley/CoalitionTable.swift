/// Some coalitions of the same players, a bit for each player.
struct CoalitionTable: Sendable {
  /// The number of players there are.
  let players: Int
  /// The number of coalitions.
  private(set) var count = 0
  private let wordsEach: Int
  private var words: [UInt64] = []

  init(players: Int) {
    self.players = players
    wordsEach = (players + 63) / 64
  }

  /// The players that take part in a coalition, in ascending order.
  func members(_ coalition: Int) -> [Int] { (0..<players).filter { has($0, in: coalition) } }

  /// The players that do not.
  func absent(_ coalition: Int) -> [Int] { (0..<players).filter { !has($0, in: coalition) } }

  private func has(_ player: Int, in coalition: Int) -> Bool {
    words[coalition * wordsEach + player / 64] >> UInt64(player % 64) & 1 == 1
  }

  /// Adds a coalition, and then that of all others.
  mutating func appendPair(_ members: some Sequence<Int>) {
    var coalition = [UInt64](repeating: 0, count: wordsEach)
    for player in members { coalition[player / 64] |= 1 << UInt64(player % 64) }
    words += coalition
    words += coalition.map { ~$0 }
    count += 2
  }

  /// Adds all coalitions of `size` players, each followed by that of all others.
  ///
  /// Where the others are as many, only those with player 0, so that none is there twice.
  mutating func appendPairs(ofSize size: Int) {
    var members = Array(0..<size)
    while true {
      appendPair(members)
      // The next combination in lexicographic order: the last member that can still move up does.
      guard let place = members.indices.last(where: { members[$0] < players - size + $0 }) else { return }
      if 2 * size == players && place == 0 { return }
      let next = members[place] + 1
      for later in place..<size { members[later] = next + later - place }
    }
  }
}
