import AssayBase

/// Deals examples to parts.
///
/// Only additions, multiplications and comparisons of doubles are used, in a fixed order, so every machine deals alike.
struct SplitDeal {
  /// The shares of the parts, which add up to one.
  let shares: [Double]
  let key: RandomKey

  /// The indices of each part, ascending, when single examples are dealt.
  ///
  /// Classes are dealt one after another; what rounding takes from a part in one class it gets back in the next, so the
  /// whole has the sizes of the largest remainder, too.
  func parts(ofClasses classes: [Int]) -> [[Int]] {
    var parts = [[Int]](repeating: [], count: shares.count)
    var dealt = 0
    for label in Set(classes).sorted() {
      let members = shuffled(classes.indices.filter { classes[$0] == label }, key.derived("class").derived(label))
      dealt += members.count
      let quotas = shares.indices.map { shares[$0] * Double(dealt) - Double(parts[$0].count) }
      var rest = members[...]
      for (part, number) in Apportionment.numbers(near: quotas, total: members.count).enumerated() {
        parts[part] += rest.prefix(number)
        rest = rest.dropFirst(number)
      }
    }
    return parts.map { $0.sorted() }
  }

  /// The indices of each part, ascending, when groups are dealt as a whole.
  func parts(ofGroups groups: [String?], classes: [Int]) -> [[Int]] {
    let labels = Set(classes).sorted()
    let totals = labels.map { label in Double(classes.count { $0 == label }) }
    let columns = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    let units = Self.units(groups)
    let order = shuffled(Array(units.indices), key.derived("groups"))
    var parts = [[Int]](repeating: [], count: shares.count)
    var counts = [[Double]](repeating: [Double](repeating: 0, count: labels.count), count: shares.count)
    // Sorted with the place as the last word: the standard sort promises no stability.
    let dealt = order.enumerated().sorted {
      let (a, b) = (units[$0.element].count, units[$1.element].count)
      return a == b ? $0.offset < $1.offset : a > b
    }
    for (_, unit) in dealt {
      var own = [Double](repeating: 0, count: labels.count)
      for index in units[unit] { if let column = columns[classes[index]] { own[column] += 1 } }
      let costs = shares.indices.map { part in
        cost(of: own, added: counts[part], share: shares[part], totals: totals, all: Double(classes.count))
      }
      let best = shares.indices.min { costs[$0] < costs[$1] || costs[$0] == costs[$1] && $0 < $1 } ?? 0
      parts[best] += units[unit]
      for column in own.indices { counts[best][column] += own[column] }
    }
    return parts.map { $0.sorted() }
  }

  /// How much farther from its shares a part gets by a group: squared distances, of each class and of the whole.
  private func cost(of own: [Double], added counts: [Double], share: Double, totals: [Double], all: Double) -> Double {
    var cost = Self.growth(from: counts.reduce(0, +), by: own.reduce(0, +), target: share * all) / all
    for column in own.indices where totals[column] > 0 {
      cost += Self.growth(from: counts[column], by: own[column], target: share * totals[column]) / totals[column]
    }
    // In units of the part's own size: a group fills a small part sooner than a large one.
    return cost / share
  }

  private static func growth(from count: Double, by step: Double, target: Double) -> Double {
    let (before, after) = (count - target, count + step - target)
    return after * after - before * before
  }

  /// The indices that belong together, in the order of their first ones.
  private static func units(_ groups: [String?]) -> [[Int]] {
    var places: [String: Int] = [:]
    var units: [[Int]] = []
    for (index, group) in groups.enumerated() {
      if let group, let place = places[group] {
        units[place].append(index)
      } else {
        if let group { places[group] = units.count }
        units.append([index])
      }
    }
    return units
  }

  private func shuffled(_ members: [Int], _ key: RandomKey) -> [Int] {
    var stream = RandomStream(key)
    return stream.permutation(of: members.count).map { members[$0] }
  }
}
