/// Whole numbers in place of shares, by the method of the largest remainder (Hamilton).
enum Apportionment {
  /// Numbers near `quotas` that add up to `total`: each quota is rounded down, and the largest remainders get one more.
  ///
  /// Equal remainders favour the earlier part. No number is negative; a quota may be.
  static func numbers(near quotas: [Double], total: Int) -> [Int] {
    var numbers = quotas.map { Swift.max(0, Int($0.rounded(.down))) }
    var rest = total - numbers.reduce(0, +)
    while rest != 0 {
      let step = rest.signum()
      // How much each part still lacks, or has too much.
      let needs = zip(quotas, numbers).map { (quota: Double, number: Int) in
        step < 0 && number == 0 ? -Double.infinity : (quota - Double(number)) * Double(step)
      }
      guard let most = needs.indices.max(by: { needs[$0] < needs[$1] || needs[$0] == needs[$1] && $0 > $1 }) else {
        return numbers
      }
      numbers[most] += step
      rest -= step
    }
    return numbers
  }
}
